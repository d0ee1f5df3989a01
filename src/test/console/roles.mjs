// What each role is shown: no act that it may not do, and words where it may not read.
import { logIn, mayFail, openPage, visit } from './browser.mjs';

export default async function roles(browser, walk) {
  const { plan } = walk;
  for (const [role, allowed] of Object.entries(plan.allowed)) {
    const page = await openPage(browser, walk);
    await logIn(page, walk, plan.keys[role]);
    for (const each of plan.pages.filter(({ open, status }) => !open && !status)) {
      await checkPage(page, walk, role, new Set(allowed), each);
    }
    await page.context().close();
  }
}

async function checkPage(page, walk, role, allowed, { name, path, needs, owner }) {
  const find = (text) => walk.find(`${name}, as ${role}: ${text}`);
  // what belongs to another shopper is not there for them
  const mayRead = allowed.has(needs) && (role !== 'shopper' || owner !== 'another');
  const refused = (url) => !mayRead && url === walk.plan.base + path;
  const answer = await mayFail(page, refused, () => visit(page, walk, path));
  const text = await page.locator('main').innerText();
  if (!mayRead && !/role|may not|there is no|does not exist/i.test(text)) {
    find(`is not told in words that it may not read this: ${text.slice(0, 200)}`);
  }
  if (mayRead && answer.status() !== 200) {
    find(`may read this and gets ${answer.status()}`);
  }
  const forms = await page.locator('main form[method=post i]').evaluateAll((found) =>
    found.map((form) => new URL(form.getAttribute('action'), location.href).pathname),
  );
  for (const action of forms) {
    const operation = operationOf(walk, action);
    if (operation === undefined) {
      find(`has a form whose operation is not known: ${action}`);
    } else if (!allowed.has(operation)) {
      find(`is shown ${operation}, which it may not do`);
    }
  }
}

function operationOf({ plan }, action) {
  return Object.entries(plan.acts).find(([pattern]) => new RegExp(pattern).test(action))?.[1];
}
