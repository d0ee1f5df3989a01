// Doing something on a page, as people without a mouse do it.

/**
 * Opens an act, fills its form and sends it.
 *
 * @param act with the end of the form's address, values of fields by name, and the reason
 */
export async function perform(page, { form: end, fields = {}, reason }) {
  const form = page.locator(`main form[action$="/${end}"]`);
  const summary = page.locator('main details', { has: form }).locator('summary');
  await summary.focus();
  await page.keyboard.press('Enter');
  for (const [name, value] of Object.entries(fields)) {
    const field = form.locator(`[name=${name}]`);
    await field.focus();
    if ((await field.evaluate((element) => element.tagName)) === 'SELECT') {
      await field.selectOption(value);
    } else {
      await page.keyboard.press('Control+A');
      await page.keyboard.insertText(value);
    }
  }
  await form.locator('[name=reason]').focus();
  await page.keyboard.insertText(reason);
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
}

/** What the page says about the act that led to it. */
export async function outcome(page) {
  const banner = page.locator('main > .banner[role=status]');
  const text = await banner.innerText();
  return { text, isGood: await banner.evaluate((element) => element.classList.contains('good')) };
}
