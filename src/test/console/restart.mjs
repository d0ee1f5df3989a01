// A page that stays open while the service goes away and comes back.
import { logIn, mayFail, openPage, until, visit } from './browser.mjs';

const AWAY = '#away';

export default async function restart(browser, walk) {
  const { plan } = walk;
  const page = await openPage(browser, walk);
  await logIn(page, walk, plan.keys.operator);
  await visit(page, walk, plan.pages.find((each) => each.live).path);
  await until(async () => !(await page.locator(AWAY).isVisible()), 'nothing is said of being away');
  await page.evaluate(() => (window.sameDocument = true));

  await mayFail(page, () => true, async () => {
    await ask(walk, 'kill');
    await until(() => page.locator(AWAY).isVisible(), 'the page says that the service is away', 30_000);
    walk.say(`away: ${await page.locator(AWAY).innerText()}`);
    await ask(walk, 'start');
    await until(async () => !(await page.locator(AWAY).isVisible()), 'the page comes back', 60_000);
  });

  if (!(await page.evaluate(() => window.sameDocument))) {
    walk.find('the page was loaded anew when the service came back');
  }
}

/** Of the test that runs this. */
async function ask({ plan }, what) {
  const answer = await fetch(`${plan.control}/${what}`, { method: 'POST' });
  if (answer.status !== 204) {
    throw new Error(`${what}: ${answer.status}`);
  }
}
