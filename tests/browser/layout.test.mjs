// SPDX-License-Identifier: Apache-2.0
// The frame of every page as a browser gets it: under the content policy, with and without scripts, on a phone.
//
// CONCORDAT_WEB is build/PRESET/web; its expected.json holds pages that the renderer gives byte for byte.
// Ends with "N passed, N failed".
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { after, afterEach, before, test } from 'node:test'
import { chromium } from 'playwright-core'

const require = createRequire(import.meta.url)
const web = process.env.CONCORDAT_WEB
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'"
const types = { css: 'text/css', js: 'text/javascript', mjs: 'text/javascript', svg: 'image/svg+xml' }

let server
let browser
let address
let passed = 0
let failed = 0

function layoutPage() {
  const manifest = JSON.parse(readFileSync(`${web}/manifest.json`, 'utf8'))
  const { html } = JSON.parse(readFileSync(`${web}/expected.json`, 'utf8')).find(page => page.template === 'layout.njk')
  return html.replace('/assets/main-1.css', manifest['main.css']).replace('/assets/main-1.js', manifest['main.js'])
    .replace('/assets/icon-1.svg', manifest['icon.svg'])
    .replace('</main>', '<h1 class="govuk-heading-l">Feeds</h1><label class="govuk-label" for="name">Name</label><input class="govuk-input" id="name"></main>')
}

before(async () => {
  const page = layoutPage()
  server = createServer((request, response) => {
    response.setHeader('content-security-policy', policy)
    if (request.url === '/') return response.setHeader('content-type', 'text/html; charset=utf-8').end(page)
    try {
      response.setHeader('content-type', types[request.url.split('.').at(-1)] ?? 'application/octet-stream')
      return response.end(readFileSync(web + request.url))
    } catch {
      response.statusCode = 404
      return response.end()
    }
  }).listen(0, '127.0.0.1')
  await new Promise(resolve => { server.once('listening', resolve) })
  address = `http://127.0.0.1:${server.address().port}/`
  browser = await chromium.launch({ executablePath: process.env.CONCORDAT_CHROMIUM, args: ['--no-sandbox'], timeout: 120000 })
})

after(async () => {
  await browser?.close()
  server?.close()
  console.log(`${passed} passed, ${failed} failed`)
})

afterEach(context => {
  if (context.passed === false || context.error) failed += 1
  else passed += 1
})

async function open(options) {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  page.setDefaultTimeout(120000)
  const said = []
  page.on('console', message => { if (['error', 'warning'].includes(message.type())) said.push(message.text()) })
  page.on('pageerror', error => said.push(String(error)))
  page.on('requestfailed', request => said.push(`failed: ${request.url()}`))
  page.on('response', response => { if (response.status() >= 400) said.push(`${response.status()}: ${response.url()}`) })
  await page.goto(address)
  return { page, said }
}

test('the layout loads under the content policy without a complaint', async () => {
  const { page, said } = await open({})
  assert.match(await page.evaluate(() => document.body.className), /js-enabled govuk-frontend-supported/)
  assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector('.app-header')).backgroundColor), 'rgb(18, 65, 79)')
  assert.match(await page.evaluate(() => getComputedStyle(document.querySelector('h1')).fontFamily), /^"?Arial/)
  assert.deepEqual(said, [])
})

test('the layout has no barrier that axe knows', async () => {
  const { page } = await open({})
  const session = await page.context().newCDPSession(page)
  await session.send('Runtime.evaluate', { expression: readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8') })
  const { violations } = await page.evaluate(() => window.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }))
  assert.deepEqual(violations.map(one => `${one.id}: ${one.nodes.map(node => node.target).join(' ')}`), [])
})

test('the layout fits a narrow phone', async () => {
  const { page } = await open({ viewport: { width: 320, height: 600 } })
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= 320)
})

test('the layout shows its navigation without scripts', async () => {
  const { page } = await open({ javaScriptEnabled: false, viewport: { width: 320, height: 600 } })
  assert.ok(await page.locator('nav >> text=Agreements').isVisible())
  assert.ok(await page.locator('.govuk-skip-link').count() === 1)
})

test('on paper the layout leaves out the ways off it', async () => {
  const { page } = await open({})
  await page.emulateMedia({ media: 'print' })
  assert.ok(!await page.locator('.govuk-service-navigation').isVisible())
  assert.ok(await page.locator('h1').isVisible())
})
