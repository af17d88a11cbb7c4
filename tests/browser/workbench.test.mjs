// SPDX-License-Identifier: Apache-2.0
// The analyst's workbench of a served hub in a real browser: looks that take long, with a page that says how far they are, with
// script and without; stopped; the server killed in the middle; the map by keyboard; the trend. See hub.mjs for how to run it.
// Ends with "N passed, N failed".
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { again, barriers, openBrowser, openHub, openPage, picture, serve, sideways, signIn, tally } from './hub.mjs'

const purpose = 'purpose=violence-hotspot-analysis'
let hub
let browser

before(async () => {
  hub = await openHub()
  browser = await openBrowser()
}, { timeout: 300000 })

tally(async () => {
  await browser?.close()
  await hub?.close()
})

/** What the hub answers a program of the page's own session. */
async function ask(page, address) {
  const response = await page.request.get(`${hub.origin}${address}`, { headers: { Accept: 'application/json' } })
  return { status: response.status(), body: await response.json() }
}

async function releases(page) {
  return (await ask(page, '/releases')).body.releases.map(({ table }) => table)
}

test('A look that takes long answers at once, says how far it is and shows what it found; the server may be killed in the middle', { timeout: 300000 }, async () => {
  const { page, foreign, close } = await openPage(browser.browser, hub)
  await signIn(page, hub, 'analyst.csp')
  const hot = async () => (await releases(page)).filter(table => table === 'violence-hotspots').length
  const before = await hot()
  await page.goto(`${hub.origin}/places/hotspots?${purpose}&only=sharp`, { waitUntil: 'commit' })
  // Only where the machine was so quick that nobody had to wait there is no such page.
  if (page.url().includes('/places/working/')) {
    const held = hub.process
    const gone = new Promise(resolve => held.once('exit', resolve))
    held.kill('SIGKILL')
    await gone
    Object.assign(hub, await serve(hub.folder))
    await page.context().clearCookies()
    await signIn(page, hub, 'analyst.csp')
    assert.ok(await hot() <= before + 1, 'all of it or nothing')
    await page.goto(`${hub.origin}/places/hotspots?${purpose}&only=sharp`)
  }
  await page.waitForURL('**/places/hotspots?*', { timeout: 240000 })
  await page.getByRole('heading', { name: 'Where it gathers, and stays' }).waitFor()
  assert.equal(await hot(), before + 1, 'one release, and nothing hangs')
  assert.deepEqual(foreign, [])
  await close()
})

test('A look is stopped with a button and nothing of it is written', { timeout: 240000 }, async () => {
  await again(hub)
  const { page, close } = await openPage(browser.browser, hub, { javaScriptEnabled: false })
  await signIn(page, hub, 'analyst.csp')
  const before = await releases(page)
  await page.goto(`${hub.origin}/places/hotspots?${purpose}&only=night`, { waitUntil: 'commit' })
  const stop = page.getByRole('button', { name: 'Stop this' })
  await stop.or(page.getByRole('heading', { name: 'Where it gathers, and stays' })).waitFor()
  if (await stop.isVisible()) {
    await stop.click()
    await page.getByRole('heading', { name: /Stopped|Where it gathers/ }).waitFor()
    if (await page.getByRole('heading', { name: 'Stopped' }).isVisible()) assert.deepEqual(await releases(page), before)
  }
  await page.goto(`${hub.origin}/places/hotspots?${purpose}&only=night`)
  // Without script the page looks again by itself.
  await page.waitForURL('**/places/hotspots?*', { timeout: 200000 })
  await page.getByRole('heading', { name: 'Where it gathers, and stays' }).waitFor()
  await close()
})

test('The workbench has map, clock, change and trend beside each other, each with its table, and the map goes by keyboard', { timeout: 300000 }, async () => {
  await again(hub)
  const { page, complaints, foreign, close } = await openPage(browser.browser, hub)
  await signIn(page, hub, 'analyst.csp')
  await page.goto(`${hub.origin}/places/workbench?${purpose}`)
  await page.waitForURL('**/places/workbench?*', { timeout: 240000 })
  await page.locator('.app-map--live .app-map__frame[aria-busy="false"]').waitFor()
  const trend = page.getByRole('img', { name: /^Line of the reports by quarter/ })
  assert.ok(await trend.isVisible())
  assert.ok(await trend.evaluate(image => image.complete && image.naturalWidth > 0))
  assert.ok(await page.getByRole('table', { name: 'Reports by quarter, all sources together' }).isVisible())
  assert.equal(await page.locator('.app-workbench__panel').count(), 4)
  const choice = page.getByLabel('Go to an area')
  await choice.focus()
  const name = (await choice.locator('option').allInnerTexts())[1]
  await choice.selectOption({ label: name })
  await page.waitForFunction(start => document.querySelector('.app-map__here').textContent.startsWith(start), `${name}: `)
  assert.match(await page.locator('.app-map__here').innerText(), /whole area in \d{4}-Q[1-4]: (\d+ reports?|too few to show|not delivered)$/)
  assert.deepEqual(await barriers(page), [])
  assert.equal(await sideways(page), 0)
  await picture(page, 'workbench')
  // One area of it, with script and without: nearer, and in the same squares.
  await page.getByLabel('Area', { exact: true }).selectOption({ label: name })
  await page.getByRole('button', { name: 'Show', exact: true }).click()
  await page.waitForURL(/[?&]area=/)
  await page.locator('.app-map--live .app-map__frame[aria-busy="false"]').waitFor()
  await page.waitForFunction(start => document.querySelector('.app-map__here').textContent.startsWith(start), `${name}: `)
  assert.equal(await page.locator('#trend-table tbody tr').count(), 1, 'its own row')
  assert.ok(await page.getByText('The clock is of all areas').isVisible())
  assert.equal(await page.locator('.app-map__still svg').count(), 1, 'the still map is nearer as well')
  assert.deepEqual(await barriers(page), [])
  await picture(page, 'workbench-area')
  await page.getByRole('link', { name: 'Show all areas' }).click()
  await page.locator('.app-map--live .app-map__frame[aria-busy="false"]').waitFor()
  // On narrower windows nothing is lost: what does not fit lies in a frame that can be moved, and looks as if there were more.
  for (const width of [1000, 700, 360]) {
    await page.setViewportSize({ width, height: 900 })
    assert.equal(await sideways(page), 0, `at ${width}`)
    const lost = await page.evaluate(() => [...document.querySelectorAll('.app-workbench table')].filter(table => {
      const frame = table.closest('.app-scroll')
      const style = getComputedStyle(frame)
      return table.offsetWidth > frame.clientWidth && (style.overflowX !== 'auto' || !style.backgroundImage.includes('gradient'))
    }).map(table => table.caption.innerText))
    assert.deepEqual(lost, [], `at ${width}`)
  }
  assert.equal(await page.getByRole('cell', { name: 'part of the average' }).count() > 0, true, 'the quarters that make the band are not judged by it')
  // What the graphics of a machine without any say of their speed is no fault of the page.
  assert.deepEqual(complaints.filter(text => !text.includes('GL Driver Message')), [])
  assert.deepEqual(foreign, [], 'no tile, glyph or script from elsewhere')
  await close()
})
