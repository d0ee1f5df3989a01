// The pages without a mouse.
import { logIn, openPage, visit } from './browser.mjs';

const MOST_STOPS = 400;

export default async function keyboard(browser, walk) {
  const page = await openPage(browser, walk);
  await logIn(page, walk, walk.plan.keys.admin);
  for (const { name, path, open } of walk.plan.pages.filter(({ status }) => !status)) {
    await visit(page, walk, path);
    await page.evaluate(() => document.activeElement.blur());
    if (!open) {
      await checkSearchKey(page, walk, name);
    }
    await checkTabOrder(page, walk, name);
    await checkKeepsFocus(page, walk, name);
  }
}

async function checkSearchKey(page, walk, name) {
  await page.keyboard.press('/');
  const focused = await page.evaluate(() => document.activeElement.matches('input[type=search]'));
  if (!focused) {
    walk.find(`${name}: the key / does not lead to the search`);
  } else if ((await page.evaluate(() => document.activeElement.value)) !== '') {
    walk.find(`${name}: the key / is written into the search`);
  }
  await page.evaluate(() => document.activeElement.blur());
}

/** Tab comes to everything that can be used, each with a focus that is seen. */
async function checkTabOrder(page, walk, name) {
  const wanted = await page.evaluate(usable);
  const reached = new Set();
  let rounds = 0;
  for (let stops = 0; stops < MOST_STOPS && rounds < 2; stops++) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(focus);
    if (stop === null) {
      rounds++; // behind the last one, from where it goes on with the first
      continue;
    }
    reached.add(stop.element);
    stop.faults.forEach((fault) => walk.find(`${name}: ${stop.element} ${fault}`));
  }
  wanted
    .filter((element) => !reached.has(element))
    .slice(0, 5)
    .forEach((element) => walk.find(`${name}: Tab does not come to ${element}`));
}

/** What is replaced while somebody is on it keeps the focus by its id. */
async function checkKeepsFocus(page, walk, name) {
  const nameless = await page.evaluate(() =>
    [...document.querySelectorAll('#live :is(a[href], button, input, select, textarea, [tabindex])')]
      .filter((element) => element.id === '')
      .map((element) => element.outerHTML.slice(0, 100)),
  );
  nameless
    .slice(0, 5)
    .forEach((element) => walk.find(`${name}: loses the focus when it is renewed: ${element}`));
}

/** What can be used of the page now, by its beginning. */
function usable() {
  const selector = 'a[href], button, input:not([type=hidden]), select, textarea, summary';
  const radios = new Set();
  return [...document.querySelectorAll(selector)]
    .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.disabled)
    .filter((element) => element.tabIndex >= 0)
    .filter(({ type, name }) => {
      // one stop for each group
      const isFurther = type === 'radio' && radios.has(name);
      radios.add(name);
      return !isFurther;
    })
    .map((element) => element.outerHTML.slice(0, 120));
}

/** What has the focus, and what is wrong with how it shows; null if it is the page itself. */
function focus() {
  const element = document.activeElement;
  if (element === document.body || element === document.documentElement) {
    return null;
  }
  const style = getComputedStyle(element);
  const box = [...element.getClientRects()].find(({ width, height }) => width > 0 && height > 0);
  const faults = [];
  const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
  if (!outlined && style.boxShadow === 'none') {
    faults.push('has the focus, which is not seen');
  }
  if (!box) {
    faults.push('has the focus and no place on the page');
  } else {
    const x = box.left + box.width / 2;
    const y = box.top + box.height / 2;
    const top = document.elementFromPoint(x, y);
    if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) {
      faults.push('has the focus outside of what is seen');
    } else if (top && !element.contains(top) && !top.contains(element)) {
      faults.push(`has the focus behind ${top.outerHTML.slice(0, 80)}`);
    }
  }
  return { element: element.outerHTML.slice(0, 120), faults };
}
