// Every act that a page offers, by keyboard and with a reason; what it has come to is said, and is in the audit log.
import { logIn, openPage, visit } from './browser.mjs';
import { outcome, perform } from './acting.mjs';

export default async function acts(browser, walk) {
  const page = await openPage(browser, walk);
  await logIn(page, walk, walk.plan.keys.operator);
  for (const act of walk.plan.performed) {
    const reason = `${act.form} <i>because</i> "of" ${Date.now()}`;
    await visit(page, walk, act.path);
    await perform(page, { ...act, reason });
    const { text, isGood } = await outcome(page);
    walk.say(`${act.form}: ${text}`);
    if (!isGood) {
      walk.find(`${act.form} on ${act.path} is refused: ${text}`);
    }
    await visit(page, walk, '/console/audit');
    if (!(await page.locator('main').innerText()).includes(reason)) {
      walk.find(`${act.form} on ${act.path} is not in the audit log with its reason`);
    }
  }
  await checkNeedsReason(page, walk);
}

/** A form without a reason is not sent. */
async function checkNeedsReason(page, walk) {
  await visit(page, walk, walk.plan.performed[0].path);
  const without = await page
    .locator('main details form [name=reason]')
    .evaluateAll((fields) => fields.filter((field) => !field.required).length);
  if (without > 0) {
    walk.find('a form is sent without a reason');
  }
}
