// How soon a page shows something, how much comes for it, and that nothing moves while it is live.
import { logIn, openPage, visit } from './browser.mjs';

const LOADS = 5;
const ROUNDS = 4;
const FIRST_PAINT_MS = 300;
const WEIGHT_BYTES = 150 * 1024;
const LIVE_MS = 10_000;

export default async function speed(browser, walk) {
  const page = await openPage(browser, walk);
  await page.addInitScript(() => {
    window.layoutShifts = [];
    new PerformanceObserver((list) => {
      for (const shift of list.getEntries()) {
        const nodes = shift.sources.map(({ node }) => node?.outerHTML?.slice(0, 100) ?? '?');
        window.layoutShifts.push(`${shift.value.toFixed(4)} by ${nodes.join(' | ')}`);
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await logIn(page, walk, walk.plan.keys.admin);
  const live = walk.plan.pages.filter((each) => each.live);
  await checkWeight(browser, page, walk, live[0]);
  for (const each of live) {
    await checkFirstPaint(page, walk, each);
    await checkStillness(page, walk, each);
  }
}

/** Of somebody whose browser has nothing yet, apart from the session. */
async function checkWeight(browser, page, walk, { name, path }) {
  const fresh = await openPage(browser, walk, { storageState: await page.context().storageState() });
  const session = await fresh.context().newCDPSession(fresh);
  let bytes = 0;
  session.on('Network.loadingFinished', (event) => (bytes += event.encodedDataLength));
  await session.send('Network.enable');
  await visit(fresh, walk, path);
  walk.say(`${name}: ${bytes} bytes over the wire`);
  if (bytes === 0 || bytes >= WEIGHT_BYTES) {
    walk.find(`${name}: ${bytes} bytes come over the wire`);
  }
  await fresh.context().close();
}

/** Where the machine is busy with something else it is measured again. */
async function checkFirstPaint(page, walk, { name, path }) {
  const medians = [];
  do {
    medians.push(await medianPaint(page, walk, path));
  } while (medians.at(-1) >= FIRST_PAINT_MS && medians.length < ROUNDS);
  walk.say(`${name}: first contentful paint ${medians.join(', ')} ms`);
  if (medians.at(-1) >= FIRST_PAINT_MS) {
    walk.find(`${name}: the first contentful paint takes ${medians.join(', ')} ms`);
  }
}

async function medianPaint(page, walk, path) {
  const paints = [];
  for (let load = 0; load <= LOADS; load++) {
    await visit(page, walk, path);
    paints.push(Math.round(await page.evaluate(firstPaint)));
  }
  const measured = paints.slice(1).sort((a, b) => a - b);
  return measured[Math.floor(LOADS / 2)];
}

function firstPaint() {
  return new Promise((resolve) => {
    new PerformanceObserver((list) => {
      const [entry] = list.getEntriesByName('first-contentful-paint');
      if (entry) {
        resolve(entry.startTime);
      }
    }).observe({ type: 'paint', buffered: true });
  });
}

/** While orders flow. */
async function checkStillness(page, walk, { name, path }) {
  await visit(page, walk, path);
  await page.evaluate(() => {
    window.changes = 0;
    new MutationObserver((records) => (window.changes += records.length)).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  });
  const end = Date.now() + LIVE_MS;
  while (Date.now() < end) {
    await placeOrder(walk);
  }
  const { changes, layoutShifts } = await page.evaluate(() => ({
    changes: window.changes,
    layoutShifts: window.layoutShifts,
  }));
  walk.say(`${name}: ${changes} changes while live`);
  if (changes === 0) {
    walk.find(`${name}: nothing changes on the page while orders flow`);
  }
  layoutShifts.forEach((shift) => walk.find(`${name}: the layout shifts: ${shift}`));
}

async function placeOrder({ plan }) {
  const answer = await fetch(`${plan.base}/orders`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${plan.keys.service}`,
      'content-type': 'application/json',
      prefer: 'wait=2',
    },
    body: JSON.stringify(plan.order),
  });
  if (answer.status !== 201) {
    throw new Error(`no order could be placed: ${answer.status} ${await answer.text()}`);
  }
}
