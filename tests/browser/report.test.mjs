// SPDX-License-Identifier: Apache-2.0
// The released report in a real browser, as a reader meets it: on screen, on a phone, by keyboard, without script, on
// paper.
//
//   CONCORDAT_REPORT=report.html node --test tests/browser/report.test.mjs
//   CONCORDAT_SCREENSHOTS=FOLDER also keeps pictures to look at; CONCORDAT_CHROMIUM names another browser.
// Ends with "N passed, N failed".
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, afterEach, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'

const report = process.env.CONCORDAT_REPORT
const screenshots = process.env.CONCORDAT_SCREENSHOTS
const axe = readFileSync(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8')
const browserArguments = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync']
const paper = { width: 703, height: 1000 } // A4 less its margins, in CSS pixels

let browser
let profile
let passed = 0
let failed = 0

/** A page on the report; `asked` holds every address it wanted, `complaints` what the browser had to say. */
async function open(options = {}) {
  const { media, ...settings } = options
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...settings })
  const page = await context.newPage()
  const asked = []
  const complaints = []
  page.on('request', request => asked.push(request.url()))
  page.on('console', message => complaints.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', error => complaints.push(String(error)))
  if (media) await page.emulateMedia({ media })
  await page.goto(pathToFileURL(resolve(report)).href)
  return { page, asked, complaints, close: () => context.close() }
}

/** How far the page can be scrolled sideways, and which elements outside a scrolling box stick out. */
function overflow(page) {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth
    const sticksOut = [...document.querySelectorAll('body *')].filter(element => {
      const box = element.closest('.scroll')
      const hidden = box !== null && box !== element && getComputedStyle(box).overflowX !== 'visible'
      return !hidden && !element.closest('svg svg, svg *') && element.getBoundingClientRect().right > width + 0.5
    })
    return {
      sideways: document.documentElement.scrollWidth - width,
      sticksOut: sticksOut.slice(0, 5).map(element => `${element.tagName} ${element.id} ${element.textContent.slice(0, 40)}`)
    }
  })
}

async function picture(page, name) {
  if (screenshots) await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true })
}

before(async () => {
  assert.ok(report, 'CONCORDAT_REPORT must name a report.html')
  // The browser's own files go here too, so that nothing of an earlier run is seen.
  profile = mkdtempSync(join(tmpdir(), 'concordat-browser-'))
  browser = await chromium.launch({
    executablePath: process.env.CONCORDAT_CHROMIUM ?? '/usr/bin/chromium',
    args: browserArguments,
    env: { ...process.env, HOME: profile, XDG_CONFIG_HOME: profile, XDG_CACHE_HOME: profile, TMPDIR: profile }
  })
})

after(async () => {
  await browser?.close()
  if (profile) rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  console.log(`${passed} passed, ${failed} failed`)
})

afterEach(context => {
  if (context.passed === false || context.error) failed += 1
  else passed += 1
})

test('asks for nothing beyond its own file and says nothing on the console', async () => {
  const { page, asked, complaints, close } = await open()
  await page.waitForLoadState('networkidle')
  assert.deepEqual(asked, [pathToFileURL(resolve(report)).href])
  assert.deepEqual(complaints, [])
  await picture(page, 'wide')
  await close()
})

test('would not be allowed to load anything if it tried', async () => {
  const { page, asked, close } = await open()
  const before = asked.length
  await page.evaluate(() => {
    const image = new Image()
    image.src = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'
    document.body.append(image)
    return new Promise(done => { image.onload = () => done('loaded'); image.onerror = () => done('refused') })
  }).then(answer => assert.equal(answer, 'refused'))
  assert.equal(asked.slice(before).filter(address => address.startsWith('http')).length, 0)
  await close()
})

for (const [name, viewport] of [['a wide screen', { width: 1280, height: 900 }], ['a phone', { width: 320, height: 640 }]]) {
  test(`meets WCAG 2.2 AA on ${name}`, async () => {
    // The page's own policy keeps scripts out, the checker's as well: it alone gets round it.
    const { page, close } = await open({ viewport, bypassCSP: true })
    await page.evaluate(axe)
    const { violations, passes } = await page.evaluate(() => axe.run(document, {
      runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }
    }))
    const told = violations.flatMap(rule => rule.nodes.slice(0, 3).map(node => `${rule.id}: ${node.target} ${node.failureSummary}`))
    assert.deepEqual(told, [])
    assert.ok(passes.length > 10, `only ${passes.length} rules had something to check`)
    await close()
  })
}

test('shows its ledger index and release without any action', async () => {
  const { page, close } = await open({ viewport: { width: 320, height: 640 } })
  const stamp = page.locator('header .stamp')
  assert.ok(await stamp.isVisible())
  const index = /^Ledger index (\d+)$/.exec((await stamp.innerText()).trim())
  assert.ok(index, 'the header names no ledger index')
  assert.match(await page.locator('footer').innerText(), new RegExp(`ledger index ${index[1]}\\.`))
  for (const words of await page.locator('svg').allTextContents()) {
    assert.match(words, new RegExp(`ledger index ${index[1]} `))
  }
  await close()
})

test('is read at 320 pixels without scrolling the page sideways', async () => {
  const { page, close } = await open({ viewport: { width: 320, height: 640 } })
  assert.deepEqual(await overflow(page), { sideways: 0, sticksOut: [] })
  await picture(page, 'phone')
  await close()
})

test('is read at twice the text size without scrolling the page sideways', async () => {
  const { page, close } = await open({ viewport: { width: 640, height: 900 }, bypassCSP: true })
  await page.addStyleTag({ content: 'html { font-size: 200%; }' })
  assert.deepEqual(await overflow(page), { sideways: 0, sticksOut: [] })
  await close()
})

test('keeps the words of its pictures legible on a phone', async () => {
  const { page, close } = await open({ viewport: { width: 320, height: 640 } })
  const heights = await page.locator('svg .key').evaluateAll(texts => texts.map(text => {
    const scale = text.ownerSVGElement.getScreenCTM().a
    return parseFloat(getComputedStyle(text).fontSize) * scale
  }))
  assert.ok(heights.length === 0 || Math.min(...heights) >= 8, `the smallest is ${Math.min(...heights)} pixels high`)
  const outside = await page.locator('svg').evaluateAll(pictures => pictures.flatMap(svg => {
    const frame = svg.getBoundingClientRect()
    return [...svg.querySelectorAll('text.key')].filter(text => {
      const box = text.getBoundingClientRect()
      return box.right > frame.right + 0.5 || box.left < frame.left - 0.5
    }).map(text => text.textContent)
  }))
  assert.deepEqual(outside, [])
  await close()
})

test('lets the keyboard reach every link and every table, in the order of the page', async () => {
  const { page, close } = await open()
  const expected = await page.evaluate(() => [...document.querySelectorAll('a[href], .scroll')].map(element =>
    element.getAttribute('href') ?? element.getAttribute('aria-labelledby')))
  const reached = []
  for (let step = 0; step < expected.length; step += 1) {
    await page.keyboard.press('Tab')
    reached.push(await page.evaluate(() => {
      const element = document.activeElement
      return element.getAttribute('href') ?? element.getAttribute('aria-labelledby')
    }))
    const style = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle)
    assert.equal(style, 'solid', 'what has the focus shows no outline')
  }
  assert.deepEqual(reached, expected)
  assert.equal(await page.locator('table').count(), await page.locator('.scroll[tabindex="0"] > table').count())
  await close()
})

test('scrolls a wide table with the arrow keys', async () => {
  const { page, close } = await open({ viewport: { width: 320, height: 640 } })
  const boxes = page.locator('.scroll')
  for (let index = 0; index < await boxes.count(); index += 1) {
    const box = boxes.nth(index)
    if (await box.evaluate(element => element.scrollWidth <= element.clientWidth)) continue
    await box.focus()
    for (let press = 0; press < 5; press += 1) await page.keyboard.press('ArrowRight')
    await page.waitForFunction(element => element.scrollLeft > 0, await box.elementHandle(), { timeout: 5000 })
  }
  await close()
})

test('says the same with JavaScript off', async () => {
  const { page, close } = await open({ javaScriptEnabled: false })
  assert.ok(await page.locator('h1').isVisible())
  assert.ok(await page.locator('#about-heading').isVisible())
  for (const table of await page.locator('table').all()) {
    assert.ok((await table.locator('tbody tr').count()) > 0)
    assert.ok((await table.locator('caption').innerText()).length > 0)
  }
  assert.equal(await page.locator('script').count(), 0)
  await close()
})

test('names every picture and every table for those who hear the page', async () => {
  const { page, close } = await open()
  for (const svg of await page.locator('svg').all()) {
    const names = await svg.evaluate(element => element.getAttribute('aria-labelledby').split(' ')
      .map(id => document.getElementById(id)?.textContent ?? ''))
    assert.equal(names.length, 2)
    assert.ok(names.every(name => name.length > 3), names.join(' | '))
  }
  assert.equal(await page.locator('th:not([scope])').count(), 0)
  await close()
})

test('fits on paper, with whole tables', async () => {
  const { page, close } = await open({ viewport: paper, media: 'print' })
  assert.deepEqual(await overflow(page), { sideways: 0, sticksOut: [] })
  const clipped = await page.locator('.scroll').evaluateAll(boxes =>
    boxes.filter(box => box.scrollWidth > document.documentElement.clientWidth || getComputedStyle(box).overflowY !== 'visible').length)
  assert.equal(clipped, 0)
  await picture(page, 'paper')
  if (screenshots) await page.pdf({ path: join(screenshots, 'report.pdf'), preferCSSPageSize: true, printBackground: false })
  await close()
})
