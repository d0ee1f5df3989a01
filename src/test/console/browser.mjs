// A browser, and what it may not do while somebody looks at the pages.
import { chromium } from 'playwright-core';

const FLAGS = [
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** Debian's Chromium, with an empty profile of its own that is gone afterwards. */
export async function withBrowser(work) {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    headless: true,
    chromiumSandbox: false,
    args: FLAGS,
  });
  try {
    return await work(browser);
  } finally {
    await browser.close();
  }
}

/** A page of somebody who has no cookies yet, watched from its first request. */
export async function openPage(browser, walk, options = {}) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
    ...options,
  });
  return openAnother(context, walk);
}

/** One more page of somebody who has one open. */
export async function openAnother(context, walk) {
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  watch(page, walk);
  return page;
}

/** Makes a finding of each error of the page, of its requests, and of each request that leaves the host. */
function watch(page, walk) {
  const host = new URL(walk.plan.base).host;
  const at = () => new URL(page.url() === 'about:blank' ? walk.plan.base : page.url()).pathname;
  const find = (text) => walk.find(`${at()}: ${text}`);
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !expected(page, message.location().url)) {
      find(`the browser says: ${message.text()} (${message.location().url})`);
    }
  });
  page.on('pageerror', (error) => find(`a script fails: ${error.message}`));
  page.on('dialog', async (dialog) => {
    find(`a dialog opens: ${dialog.message()}`);
    await dialog.dismiss();
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (!['data:', 'blob:'].includes(url.protocol) && url.host !== host) {
      find(`a request goes to another host: ${url}`);
    }
  });
  page.on('requestfailed', (request) => {
    // what a page has open is given up when the page is left
    if (request.failure()?.errorText !== 'net::ERR_ABORTED' && !expected(page, request.url())) {
      find(`a request fails: ${request.method()} ${request.url()}: ${request.failure()?.errorText}`);
    }
  });
  page.on('response', (response) => {
    if (response.status() >= 400 && !expected(page, response.url())) {
      find(`a request fails: ${response.request().method()} ${response.url()}: ${response.status()}`);
    }
  });
}

// Pages of which failures are expected, with a test of the address that may fail.
const expecting = new WeakMap();

function expected(page, url) {
  return expecting.get(page)?.(url) ?? false;
}

/** Does something while requests to some addresses may fail. */
export async function mayFail(page, isExpected, work) {
  expecting.set(page, isExpected);
  try {
    return await work();
  } finally {
    expecting.delete(page);
  }
}

/** Goes to a path, and waits until what it loads by itself is there; streams of events stay open. */
export async function visit(page, walk, path) {
  const pending = new Set();
  const begin = (request) => request.resourceType() !== 'eventsource' && pending.add(request);
  const end = (request) => pending.delete(request);
  page.on('request', begin).on('requestfinished', end).on('requestfailed', end);
  try {
    const answer = await page.goto(walk.plan.base + path, { waitUntil: 'load' });
    await until(() => pending.size === 0, `${path} has loaded`);
    return answer;
  } finally {
    page.off('request', begin).off('requestfinished', end).off('requestfailed', end);
  }
}

/** Exchanges a key for a session on the page for that. */
export async function logIn(page, walk, key) {
  await visit(page, walk, '/console/login');
  await page.locator('input[name=apiKey]').fill(key);
  await Promise.all([
    page.waitForURL((url) => !url.pathname.endsWith('/login')),
    page.locator('form:has(input[name=apiKey]) button').click(),
  ]);
}

/** Waits for a condition; fails with its name. */
export async function until(condition, name, limit = 15_000) {
  const end = Date.now() + limit;
  while (!(await condition())) {
    if (Date.now() > end) {
      throw new Error(`not within ${limit} ms: ${name}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
