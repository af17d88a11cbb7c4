// SPDX-License-Identifier: Apache-2.0
// A made-up hub on pages, for the browser tests: the place of ./demo, served by the program under test, and a browser.
//
//   CONCORDAT_PROGRAM=build/dev/concordat node --test tests/browser/….test.mjs
//   CONCORDAT_SCREENSHOTS=FOLDER keeps pictures to look at; CONCORDAT_CHROMIUM names another browser.
import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { chromium } from 'playwright-core'

export const source = fileURLToPath(new URL('../../', import.meta.url))
export const screenshots = process.env.CONCORDAT_SCREENSHOTS
const program = process.env.CONCORDAT_PROGRAM
const axe = readFileSync(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8')
const browserArguments = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync']

/** Serves the place of `hub` anew: every page has a fresh link for each member then, and each is good for one sign-in. */
export async function again(hub) {
  await hub.stop()
  Object.assign(hub, await serve(hub.folder))
}

/** Counts a file's tests, names what failed, and after `close` says "N passed, N failed". To be called once, outside any test. */
export function tally(close) {
  let passed = 0
  let failed = 0
  after(async () => {
    await close()
    console.log(`${passed} passed, ${failed} failed`)
  })
  afterEach(context => {
    if (context.error) console.log(context.name, context.error)
    if (context.error ?? !context.passed) failed += 1
    else passed += 1
  })
}

/** The place of the demo in a folder of its own, served. */
export async function openHub() {
  const parent = mkdtempSync(join(tmpdir(), 'concordat-pages-'))
  const folder = join(parent, 'place')
  await promisify(execFile)('bash', [join(source, 'demo'), '--program', program, '--folder', folder, '--no-serve'],
    { maxBuffer: 1 << 26, cwd: source })
  const hub = await serve(folder)
  // `this`: a test may have served the place anew since.
  return { ...hub, folder, async close() { await this.stop(); rmSync(parent, { recursive: true, force: true }) } }
}

/** `concordat serve` on the place in `folder`; resolves once it listens. */
export function serve(folder, more = [], port = '0') {
  const child = spawn(program, ['serve', '--database', `sqlite:${folder}/hub.db`, '--keys', `${folder}/hub-keys`,
    '--definitions', join(source, 'definitions'), '--port', port, '--sign-in-links', '--json', ...more], { stdio: ['ignore', 'pipe', 'pipe'] })
  const log = []
  child.stderr.on('data', data => log.push(String(data)))
  const ended = new Promise(resolve => child.on('exit', code => resolve(code)))
  const stop = async () => { child.kill('SIGTERM'); return ended }
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout.on('data', data => {
      text += data
      try {
        const { origin, links } = JSON.parse(text)
        const link = member => links.find(one => one.member === member).link
        resolve({ origin, link, log, stop, process: child })
      } catch { /* not whole yet */ }
    })
    ended.then(code => reject(new Error(`serve ended with ${code}: ${log.join('')}`)))
  })
}

export async function openBrowser() {
  const profile = mkdtempSync(join(tmpdir(), 'concordat-browser-'))
  const browser = await chromium.launch({
    executablePath: process.env.CONCORDAT_CHROMIUM ?? '/usr/bin/chromium',
    args: browserArguments,
    env: { ...process.env, HOME: profile, XDG_CONFIG_HOME: profile, XDG_CACHE_HOME: profile, TMPDIR: profile }
  })
  return { browser, close: async () => { await browser.close(); rmSync(profile, { recursive: true, force: true, maxRetries: 5 }) } }
}

/** A page of its own cookies. `complaints` holds what the browser said, `foreign` every address that is not the hub's. */
export async function openPage(browser, hub, settings = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...settings })
  const page = await context.newPage()
  const complaints = []
  const foreign = []
  page.on('console', message => { if (['error', 'warning'].includes(message.type())) complaints.push(message.text()) })
  page.on('pageerror', error => complaints.push(String(error)))
  page.on('request', request => { if (!request.url().startsWith(hub.origin) && !/^(data|blob):/.test(request.url())) foreign.push(request.url()) })
  return { page, context, complaints, foreign, close: () => context.close() }
}

/** By a fresh link: the hub's own are for one use each. */
export async function signIn(page, hub, member) {
  await page.goto(hub.link(member))
  await Promise.all([page.waitForURL(`${hub.origin}/`), page.click('main form button')])
}

/** What axe finds against WCAG 2.2 AA, as short lines. */
export async function barriers(page) {
  // Through the browser's own debugger, so that the page's policy against foreign scripts stays as it is.
  const session = await page.context().newCDPSession(page)
  await session.send('Runtime.evaluate', { expression: axe })
  const { result } = await session.send('Runtime.evaluate', {
    expression: `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })
      .then(found => JSON.stringify(found.violations.map(one => one.id + ': ' + one.help + ' ' + one.nodes.map(node => node.target.join(' ')).slice(0, 3))))`,
    awaitPromise: true, returnByValue: true
  })
  await session.detach()
  return JSON.parse(result.value)
}

export async function picture(page, name) {
  if (screenshots) await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true })
}

/** How far the page can be scrolled sideways. */
export function sideways(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
}
