// SPDX-License-Identifier: Apache-2.0
// The small islands: filter of a table, copy and print buttons; and that one island that fails leaves the rest alone.
//
//   node --test tests/browser/islands/small.test.mjs
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { barriers, html, open, outline, picture, serve, sideways, start } from './site.mjs'
import './tally.mjs'

let site
let chromium

const names = ['Ysgol Siôn', 'North Street', 'Northgate', 'Southgate', 'Mill Lane', 'Kings Head', 'Market Square', 'Bus Station', 'Park']
const table = rows => `<div data-module="app-filter"><table class="govuk-table"><caption class="govuk-table__caption">Areas</caption>
<thead><tr><th scope="col">Area</th><th scope="col">Reports</th></tr></thead>
<tbody>${rows.map((name, index) => `<tr><th scope="row">${name}</th><td>${index * 5}</td></tr>`).join('')}</tbody>
<tfoot><tr><th scope="row">Total</th><td>180</td></tr></tfoot></table></div>`
const hash = 'b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9'
const copyPage = html(`<p class="govuk-body">Hash: <code data-module="app-copy" data-copy="${hash}" data-label="hash of the file">${hash.slice(0, 12)}…</code></p>
<p class="govuk-body"><code data-module="app-copy" data-label="command">
  concordat ledger verify
</code></p><p><code data-module="app-copy"> </code></p>`, { title: 'Copy' })

before(async () => {
  site = await serve()
  chromium = await start()
  site.answers.set('/table', html(table(names), { title: 'Table' }))
  site.answers.set('/short', html(table(names.slice(0, 4)), { title: 'Short table' }))
  site.answers.set('/copy', copyPage)
  site.answers.set('/keys', html(`<div data-module="app-keys" data-on="Turn keys on" data-off="Turn keys off" data-help="l one person">
<fieldset class="govuk-fieldset"><legend class="govuk-fieldset__legend">Are they one person?</legend>
<input type="radio" id="link" name="outcome" value="link"><label for="link">One person</label>
<input type="radio" id="not" name="outcome" value="not-same"><label for="not">Not the same</label></fieldset>
<label for="because">Your reasons</label><textarea id="because" name="because"></textarea></div>`, { title: 'Keys' }))
  site.answers.set('/print', html('<div data-module="app-print"></div>', { title: 'Print' }))
})

after(async () => {
  await chromium?.close()
  await site?.close()
})

const go = (path, settings) => open(chromium.browser, site.origin + path, settings)
const shownRows = page => page.locator('tbody tr:visible th').allInnerTexts()

test('a table is filtered while one types, and says how many rows are left', async () => {
  const { page, complaints, close } = await go('/table')
  const box = page.getByLabel('Show only rows with these words')
  const count = page.locator('.app-filter__count')
  await box.pressSequentially('NORTH')
  await count.filter({ hasText: '2 of 9 rows are shown' }).waitFor()
  assert.deepEqual(await shownRows(page), ['North Street', 'Northgate'])
  assert.ok(await page.locator('tfoot tr').isVisible())
  await picture(page, 'filter')
  await box.fill('sion  ysgol')
  assert.deepEqual(await shownRows(page), ['Ysgol Siôn'])
  await box.fill('20 mill')
  assert.deepEqual(await shownRows(page), ['Mill Lane'])
  await box.fill('nothing like it')
  assert.deepEqual(await shownRows(page), [])
  await count.filter({ hasText: '0 of 9 rows are shown' }).waitFor()
  await box.press('Escape')
  assert.equal(await box.inputValue(), '')
  await count.filter({ hasText: 'All 9 rows are shown' }).waitFor()
  assert.deepEqual(await shownRows(page), names)
  assert.equal(await count.getAttribute('role'), 'status')
  assert.deepEqual(complaints, [])
  await close()
})

test('the filter meets WCAG 2.2 AA, on a phone too, and is not on paper', async () => {
  for (const settings of [{}, { viewport: { width: 320, height: 640 } }]) {
    const { page, close } = await go('/table', { bypassCSP: true, ...settings })
    await page.getByLabel('Show only rows').fill('north')
    await page.locator('.app-filter__count').filter({ hasText: '2 of 9' }).waitFor()
    assert.deepEqual(await barriers(page), [])
    assert.equal(await sideways(page), 0)
    await page.emulateMedia({ media: 'print' })
    assert.ok(await page.locator('.app-filter').isHidden())
    await close()
  }
})

test('a short table, and any table without script, is left as it is', async () => {
  for (const [path, settings] of [['/short', {}], ['/table', { javaScriptEnabled: false }]]) {
    const { page, close } = await go(path, settings)
    await page.waitForLoadState('networkidle')
    assert.equal(await page.locator('input').count(), 0)
    await close()
  }
})

test('a hash is copied whole, and the button says what it copies and that it did', async () => {
  const { page, complaints, close } = await go('/copy', { permissions: ['clipboard-read', 'clipboard-write'] })
  const button = page.getByRole('button', { name: 'Copy hash of the file' })
  await button.waitFor() // the script puts it there
  await page.keyboard.press('Tab')
  assert.ok(await button.evaluate(element => element === document.activeElement))
  assert.equal(await outline(page), 'solid')
  await page.keyboard.press('Enter')
  await page.locator('.app-copy__status').first().filter({ hasText: 'Copied' }).waitFor()
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), hash)
  await picture(page, 'copy')
  await page.getByRole('button', { name: 'Copy command' }).click()
  await page.locator('.app-copy__status').nth(1).filter({ hasText: 'Copied' }).waitFor()
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), 'concordat ledger verify')
  assert.equal(await page.locator('button').count(), 2)
  assert.deepEqual(complaints, [])
  await close()
})

test('a copy that the browser refuses is said', async () => {
  const { page, close } = await go('/copy', {
    before: page => page.addInitScript(() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')) })
  })
  await page.getByRole('button', { name: 'Copy command' }).click()
  await page.getByText('Not copied: select the text and copy it').waitFor()
  await close()
})

test('there is no copy button where the browser cannot copy', async () => {
  const { page, complaints, close } = await go('/copy', {
    before: page => page.addInitScript(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }))
  })
  await page.waitForLoadState('networkidle')
  assert.equal(await page.locator('button').count(), 0)
  assert.deepEqual(complaints, [])
  await close()
})

test('the copy buttons meet WCAG 2.2 AA', async () => {
  const { page, close } = await go('/copy', { bypassCSP: true, viewport: { width: 320, height: 640 } })
  await page.locator('button').first().waitFor()
  assert.deepEqual(await barriers(page), [])
  assert.equal(await sideways(page), 0)
  await close()
})

test('the print button prints, and is not on paper', async () => {
  const { page, complaints, close } = await go('/print', {
    bypassCSP: true, before: page => page.addInitScript(() => { globalThis.print = () => { globalThis.printed = true } })
  })
  const button = page.getByRole('button', { name: 'Print this page' })
  await button.click()
  assert.equal(await page.evaluate(() => globalThis.printed), true)
  assert.deepEqual(await barriers(page), [])
  await picture(page, 'print')
  await page.emulateMedia({ media: 'print' })
  assert.ok(await button.isHidden())
  assert.deepEqual(complaints, [])
  await close()
})

test('an island that fails leaves the others alone', async () => {
  site.answers.set('/mixed', html(`<div data-module="app-no-such"></div><div data-module="govuk-thing"></div>${table(names)}<div data-module="app-print"></div>`, { title: 'Mixed' }))
  const { page, complaints, close } = await go('/mixed', {
    before: page => page.addInitScript(() => { String.prototype.normalize = () => { throw new Error('old browser') } })
  })
  await page.getByRole('button', { name: 'Print this page' }).waitFor()
  assert.equal(await page.locator('input').count(), 0)
  assert.deepEqual(await shownRows(page), names)
  assert.equal(complaints.length, 1)
  assert.match(complaints[0], /^warning: not enhanced/)
  await close()
})

test('keys choose an answer once they are turned on, and never while somebody types', async () => {
  const { page, complaints, close } = await go('/keys')
  await page.getByRole('button', { name: 'Turn keys on' }).waitFor()
  await page.keyboard.press('l')
  assert.ok(!await page.locator('#link').isChecked(), 'a single letter does nothing before')
  await page.getByRole('button', { name: 'Turn keys on' }).click()
  await page.keyboard.press('l')
  assert.ok(await page.locator('#link').isChecked())
  await page.keyboard.press('n')
  assert.ok(await page.locator('#not').isChecked())
  await page.keyboard.press('r')
  await page.keyboard.type('all l')
  assert.equal(await page.locator('#because').inputValue(), 'all l')
  assert.ok(await page.locator('#not').isChecked(), 'what is typed is text')
  assert.deepEqual(complaints, [])
  await close()
})
