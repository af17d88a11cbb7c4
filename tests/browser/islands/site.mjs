// SPDX-License-Identifier: Apache-2.0
// A small server with the hub's own headers and pages of plain HTML, and a browser that tells everything it minds.
import { readFileSync } from 'node:fs'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { assets, root } from './assets.mjs'

/** What the hub sends with every page. */
export const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; worker-src 'self'; " +
  "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types concordat"
const axe = readFileSync(join(root, 'node_modules/axe-core/axe.min.js'), 'utf8')
const screenshots = process.env.CONCORDAT_SCREENSHOTS
const quiet = ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

/** A page in the frame the hub's pages have. */
export function html(main, { title = 'Test', lang = 'en-GB', head = '' } = {}) {
  return `<!DOCTYPE html>
<html lang="${lang}" class="govuk-template"><head><meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">${head}
<link rel="stylesheet" href="/assets/main.css"><script type="module" src="/assets/main.js"></script></head>
<body class="govuk-template__body"><div class="govuk-width-container"><main class="govuk-main-wrapper" id="main">
<h1 class="govuk-heading-l">${title}</h1>
${main}
</main></div></body></html>`
}

export async function body(request) {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** `answers` maps "/path" or "POST /path" to a page's text or to (request, response) => …; may be changed while it runs. */
export async function serve() {
  const files = await assets()
  const answers = new Map([['/favicon.ico', (_, response) => response.writeHead(204).end()]])
  const asked = []
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://x')
    asked.push(`${request.method} ${request.url}`)
    response.setHeader('Content-Security-Policy', policy)
    response.setHeader('X-Content-Type-Options', 'nosniff')
    response.setHeader('Cache-Control', 'no-store')
    const answer = answers.get(`${request.method} ${pathname}`) ?? answers.get(pathname) ?? files.get(pathname)
    if (typeof answer === 'function') return answer(request, response)
    if (typeof answer === 'string') return response.setHeader('Content-Type', 'text/html; charset=utf-8').end(answer)
    if (answer !== undefined) return response.setHeader('Content-Type', answer.type).end(answer.body)
    response.statusCode = 404
    response.setHeader('Content-Type', 'text/html; charset=utf-8').end(html('<p>There is no such page.</p>', { title: 'Not found' }))
  })
  await new Promise(done => server.listen(0, '127.0.0.1', done))
  const origin = `http://127.0.0.1:${server.address().port}`
  return {
    origin, answers, asked,
    async close() {
      server.closeAllConnections()
      await new Promise(done => server.close(done))
    }
  }
}

/** Chromium with a home of its own, so that nothing of an earlier run is seen. `webGl: false` as on a thin client. */
export async function start({ webGl = true } = {}) {
  const home = mkdtempSync(join(tmpdir(), 'concordat-browser-'))
  const browser = await chromium.launch({
    executablePath: process.env.CONCORDAT_CHROMIUM ?? '/usr/bin/chromium',
    args: [...quiet, ...(webGl ? ['--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'] : ['--disable-gpu', '--disable-3d-apis'])],
    env: { ...process.env, HOME: home, XDG_CONFIG_HOME: home, XDG_CACHE_HOME: home, TMPDIR: home }
  })
  return {
    browser,
    async close() {
      await browser.close()
      rmSync(home, { recursive: true, force: true, maxRetries: 5 })
    }
  }
}

/** A page at `address`; `complaints` holds what the browser had to say, a breach of the policy among it. */
export async function open(browser, address, { before, ...settings } = {}) {
  const context = await browser.newContext({ viewport: { width: 700, height: 800 }, ...settings })
  context.setDefaultTimeout(120_000) // a loaded machine draws slowly; ctest ends what hangs
  const page = await context.newPage()
  const complaints = []
  const requests = []
  page.on('console', message => complaints.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', error => complaints.push(String(error)))
  page.on('request', request => requests.push(request.url()))
  if (settings.javaScriptEnabled !== false) {
    await page.addInitScript(() => document.addEventListener('securitypolicyviolation', event =>
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`)))
  }
  await before?.(page)
  await page.goto(address)
  return { page, complaints, requests, close: () => context.close() }
}

/** What axe finds against WCAG 2.2 AA. Asked of a page that was opened with `bypassCSP`, because axe is a script too. */
export async function barriers(page) {
  await page.evaluate(axe)
  const { violations, passes } = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }
  }))
  if (passes.length < 8) throw new Error(`only ${passes.length} rules had something to check`)
  return violations.flatMap(rule => rule.nodes.slice(0, 3).map(node => `${rule.id}: ${node.target} ${node.failureSummary}`))
}

export async function picture(page, name) {
  if (screenshots) await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true })
}

/** How far the page can be scrolled sideways. */
export function sideways(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
}

/** The style of the outline of what has the focus. */
export function outline(page) {
  return page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle)
}
