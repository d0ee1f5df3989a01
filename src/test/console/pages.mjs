// Every page: as it is read in both themes and at three widths, and with the keyboard alone.
import { logIn, mayFail, openPage, visit } from './browser.mjs';
import { checkLooks, checkMarkup } from './checks.mjs';

export default async function pages(browser, walk) {
  const { plan } = walk;
  const stranger = await openPage(browser, walk);
  const reader = await openPage(browser, walk);
  if (plan.pages.some((page) => !page.open)) {
    await logIn(reader, walk, plan.keys.admin);
  }
  for (const { name, path, open, status = 200, shows = [] } of plan.pages) {
    const page = open ? stranger : reader;
    const isTheRefusal = (url) => status !== 200 && url === plan.base + path;
    const answer = await mayFail(page, isTheRefusal, () => visit(page, walk, path));
    if (answer.status() !== status) {
      walk.find(`${name}: ${path} is answered with ${answer.status()}`);
    }
    await checkMarkup(page, (text) => walk.find(`${name}: ${text}`), shows);
    await checkLooks(page, walk, name);
  }
}
