// node walk.mjs CONCERN PLAN: runs one of the scripts beside it, and fails with all that it has found.
import { mkdirSync, readFileSync } from 'node:fs';
import { withBrowser } from './browser.mjs';

const [concern, planFile] = process.argv.slice(2);
const plan = JSON.parse(readFileSync(planFile, 'utf8'));
const findings = new Set();
const walk = { plan, find: (finding) => findings.add(finding), say: (text) => console.log(text) };

mkdirSync(plan.output, { recursive: true });
const { default: run } = await import(`./${concern}.mjs`);
try {
  await withBrowser((browser) => run(browser, walk));
} catch (failure) {
  walk.find(`${concern} could not go on: ${failure.stack ?? failure}`);
}
for (const finding of findings) {
  console.log(`- ${finding}`);
}
console.log(`${concern}: ${findings.size} findings`);
process.exit(findings.size === 0 ? 0 : 1);
