// What every page has to keep, in both themes and at three widths.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Each theme at each width; axe runs once for each theme, and for the narrow page. */
const LOOKS = [
  { theme: 'light', width: 1280, axe: true },
  { theme: 'light', width: 360, axe: true },
  { theme: 'light', width: 3840 },
  { theme: 'dark', width: 1280, axe: true },
  { theme: 'dark', width: 360 },
  { theme: 'dark', width: 3840 },
];

/** Holds the page as it is now against all of it, and keeps a picture of each look. */
export async function checkLooks(page, walk, name) {
  for (const look of LOOKS) {
    const height = look.width > 2000 ? 2160 : 900;
    await page.emulateMedia({ colorScheme: look.theme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width: look.width, height });
    const find = (text) => walk.find(`${name} (${look.theme}, ${look.width} px): ${text}`);
    await checkWidth(page, find);
    if (look.axe) {
      await checkWithAxe(page, find);
    }
    await page.screenshot({
      path: join(walk.plan.output, `${name}-${look.theme}-${look.width}.png`),
      fullPage: look.width === 360,
    });
  }
}

/** The document never scrolls sideways. */
export async function checkWidth(page, find) {
  const wide = await page.evaluate(() => {
    const root = document.documentElement;
    const sticksOut = (element) =>
      element.getBoundingClientRect().right > root.clientWidth + 1 && !element.closest('[hidden]');
    return root.scrollWidth <= root.clientWidth
      ? null
      : {
          by: root.scrollWidth - root.clientWidth,
          elements: [...document.body.querySelectorAll('*')]
            .filter(sticksOut)
            .slice(0, 3)
            .map((element) => element.outerHTML.slice(0, 120)),
        };
  });
  if (wide) {
    find(`scrolls sideways by ${wide.by} px: ${wide.elements.join(' | ')}`);
  }
}

/** What people write is text: it is shown, and no element comes of it. */
export async function checkMarkup(page, find, texts) {
  const elements = await page.evaluate(() =>
    [...document.querySelectorAll('img[src=x], script:not([src]), [onerror], [onload], [onclick]')].map(
      (element) => element.outerHTML.slice(0, 120),
    ),
  );
  elements.forEach((element) => find(`has an element that none of its templates has: ${element}`));
  const shown = await page.locator('body').evaluate((body) => body.textContent);
  texts
    .filter((text) => !shown.includes(text))
    .forEach((text) => find(`does not show ${text.slice(0, 80)}`));
}

/** All rules of WCAG 2.2 A and AA that axe has, those too that it does not run unless asked. */
export async function checkWithAxe(page, find) {
  await page.evaluate(`typeof axe === 'undefined' && (() => { ${AXE} })()`);
  const violations = await page.evaluate(async (tags) => {
    const rules = axe
      .getRules(tags)
      .filter((rule) => !rule.tags.includes('experimental') && !rule.tags.includes('deprecated'));
    const { violations: found } = await axe.run(document, {
      runOnly: { type: 'rule', values: rules.map((rule) => rule.ruleId) },
      resultTypes: ['violations'],
    });
    return found.flatMap((violation) =>
      violation.nodes.slice(0, 5).map((node) => ({
        rule: violation.id,
        element: node.html.slice(0, 160),
        why: node.failureSummary.replace(/\s+/g, ' '),
      })),
    );
  }, TAGS);
  for (const { rule, element, why } of violations) {
    find(`axe ${rule}: ${element}: ${why}`);
  }
}
