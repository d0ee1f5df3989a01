// An order that cannot go on: found from its id, understood, mended, and seen to its end.
import { logIn, openAnother, openPage, until, visit } from './browser.mjs';
import { outcome, perform } from './acting.mjs';

const MOST_STEPS = 3;
const REASON = 'the walk: <b>mended</b> "by" hand';

export default async function story(browser, walk) {
  const page = await openPage(browser, walk);
  await logIn(page, walk, walk.plan.keys.operator);
  await mendByItsLetter(page, walk, walk.plan.stuck);
  await cancel(page, walk, walk.plan.hopeless);
}

/** The letter is deleted while the order's page is open beside it. */
async function mendByItsLetter(page, walk, { order, letter }) {
  await findFromAnywhere(page, walk, order);
  await checkSaysWhatIsWrong(page, walk);
  const letters = await openAnother(page.context(), walk);
  await visit(letters, walk, new URL(page.url()).pathname);
  await letters.locator(`main .banner.bad a[href$="/dead-letters/${letter}"]`).click();
  await letters.waitForURL((url) => url.pathname.endsWith(letter));
  await perform(letters, { form: 'delete', reason: REASON });
  await checkOutcome(letters, walk);
  await letters.close();
  await seeTheEnd(page, walk, 'confirmed');
}

async function cancel(page, walk, { order }) {
  await findFromAnywhere(page, walk, order);
  await checkSaysWhatIsWrong(page, walk);
  await perform(page, { form: 'cancel', reason: REASON });
  await checkOutcome(page, walk);
  await seeTheEnd(page, walk, 'cancelled');
}

/** With the keyboard, from a page that has nothing to do with it. */
async function findFromAnywhere(page, walk, order) {
  await visit(page, walk, '/console/locks');
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
  const said = await page.locator('main .banner.bad').allInnerTexts();
  if (!said.some((text) => /is a dead letter: .+ in orders\.inventory/.test(text))) {
    walk.find(`the order's page does not say what is wrong: ${said}`);
  }
}

async function checkOutcome(page, walk) {
  const { text, isGood } = await outcome(page);
  if (!isGood) {
    walk.find(`the act is refused: ${text}`);
  }
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
}
