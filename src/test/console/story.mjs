// An order that cannot go on: found from its id, understood, mended, and seen to its end.
import { logIn, openPage, until, visit } from './browser.mjs';

const MOST_STEPS = 3;
const REASON = 'the walk: <b>mended</b> "by" hand';

export default async function story(browser, walk) {
  const page = await openPage(browser, walk);
  await logIn(page, walk, walk.plan.keys.operator);
  const { order } = walk.plan.stuck;
  await findFromAnywhere(page, walk, order);
  await checkSaysWhatIsWrong(page, walk);
  await act(page, 'cancel');
  await seeTheEnd(page, walk, 'cancelled');
}

/** With the keyboard, from a page that has nothing to do with it. */
async function findFromAnywhere(page, walk, order) {
  await visit(page, walk, '/console');
  let steps = 0;
  const count = (frame) => frame === page.mainFrame() && steps++;
  page.on('framenavigated', count);
  await page.keyboard.press('/');
  await page.keyboard.type(order);
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  const path = `/console/orders/${order}`;
  if (new URL(page.url()).pathname !== path) {
    await page.locator(`main a[href="${path}"]`).click();
    await page.waitForURL((url) => url.pathname === path);
  }
  page.off('framenavigated', count);
  walk.say(`found in ${steps} steps`);
  if (steps > MOST_STEPS) {
    walk.find(`the order is found in ${steps} steps`);
  }
}

async function checkSaysWhatIsWrong(page, walk) {
  const text = await page.locator('main').innerText();
  if (!/parked in orders\.inventory/.test(text)) {
    walk.find(`the order's page does not say that a message is parked: ${text.slice(0, 2000)}`);
  }
}

/** With a reason, and with the keyboard alone. */
async function act(page, name) {
  const form = page.locator(`main form[action$="/${name}"]`);
  const summary = page.locator('main details', { has: form }).locator('summary');
  if ((await summary.count()) > 0) {
    await summary.focus();
    await page.keyboard.press('Enter');
  }
  await form.locator('[name=reason]').focus();
  await page.keyboard.type(REASON);
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
}

/** On the page as it is, which nobody loads again. */
async function seeTheEnd(page, walk, status) {
  await page.evaluate(() => (window.sameDocument = true));
  const current = page.locator('main .steps [aria-current]');
  await until(
    async () => (await current.innerText()).toLowerCase().includes(status),
    `the order's page says ${status}`,
    30_000,
  );
  if (!(await page.evaluate(() => window.sameDocument))) {
    walk.find('the page was loaded anew until the order came to its end');
  }
  const acts = await page.locator('main form[action$="/cancel"]').count();
  if (acts > 0) {
    walk.find('the order has come to its end, and its page still has the act that cancels it');
  }
}
