// SPDX-License-Identifier: Apache-2.0
// Every page in each of its states, filled by Nunjucks itself with the models of examples_*.mjs: no word is missing, no
// form is without its token, and in a real browser, on a screen and on a phone, nothing breaks WCAG 2.2 AA or widens
// the page.
//
//   node --test tests/browser/pages/pages.test.mjs
//   CONCORDAT_SCREENSHOTS=FOLDER also keeps pictures to look at; CONCORDAT_CHROMIUM names another browser;
//   CONCORDAT_PAGES=home,mapping looks at these only. Ends with "N passed, N failed".
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, afterEach, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import nunjucks from 'nunjucks'
import { chromium } from 'playwright-core'
import { style } from '../built.mjs'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const read = path => readFileSync(join(root, path), 'utf8')
const screenshots = process.env.CONCORDAT_SCREENSHOTS
const wanted = process.env.CONCORDAT_PAGES?.split(',')
const axe = read('node_modules/axe-core/axe.min.js')
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
const policy = "default-src 'none'; style-src 'self'; img-src 'self' data: blob:; form-action 'self'; base-uri 'none'"
const widths = { screen: 1280, phone: 360 }
/** A machine with much to do is slow, not wrong. */
const patience = 240_000

const isObject = value => typeof value === 'object' && value !== null
function merge(into, from) {
  for (const [key, value] of Object.entries(from)) {
    if (isObject(value)) merge(into[key] ??= {}, value)
    else into[key] = value
  }
  return into
}
const words = readdirSync(join(root, 'web/locales'), { recursive: true }).map(String).filter(file => file.endsWith('.json'))
  .reduce((all, file) => merge(all, JSON.parse(read(`web/locales/${file}`))), {})

/** The words, noting in `missing` whatever a template asks for and does not find; states and stages have a fallback. */
function watched(object, missing, path = 'words') {
  return new Proxy(object, {
    get(target, key) {
      if (typeof key === 'symbol' || Object.hasOwn(target, key) === false) {
        if (typeof key === 'string' && !/\.(states|stages)$/.test(path)) missing.add(`${path}.${key}`)
        return target[key]
      }
      return isObject(target[key]) ? watched(target[key], missing, `${path}.${key}`) : target[key]
    }
  })
}

function said(key, values = {}) {
  const found = words[key] ?? key.split('.').reduce((object, name) => object?.[name], words)
  assert.equal(typeof found, 'string', `t('${key}')`)
  return found.replace(/\{(\w+)\}/g, (_, name) => values[name])
}

const environment = new nunjucks.Environment(
  new nunjucks.FileSystemLoader([join(root, 'web/templates'), join(root, 'node_modules/govuk-frontend/dist')]),
  { autoescape: true, trimBlocks: true, lstripBlocks: true })
environment.addGlobal('t', said)

function render({ page, model, markup = {}, faults = [], nobody = false }, missing) {
  const error_of = {}
  for (const { field, text } of faults) error_of[field] ??= { text }
  const navigation = Object.entries(words.navigation).map(([name, text]) => ({ text, href: name === 'home' ? '/' : `/${name}`, active: page.startsWith(name) }))
  return environment.render(`pages/${page}.njk`, {
    page: { path: '/', lang: 'en', name: page },
    hub: { name: 'Northshire partnership', synthetic: true, version: '1.0.0' },
    user: nobody ? null : { name: 'j.price', agency: 'Northshire General Hospital', roles: ['feed-supplier'], navigation },
    csrf: nobody ? '' : 'the-token',
    errors: faults.map(({ field, text }) => ({ text, href: `#${field}` })),
    error_of,
    assets: { css: '/main.css', js: '/main.js', icon: '/icon.svg' },
    words: watched(words, missing),
    markup: Object.fromEntries(Object.entries(markup).map(([name, text]) => [name, nunjucks.runtime.markSafe(text)])),
    model
  })
}

let browser
let css
let passed = 0
let failed = 0

/** One tab a width for all pages: they have no scripts, cookies or storage that one could leave for the next. */
const tabs = {}
async function tab(kind) {
  const context = await browser.newContext({ viewport: { width: widths[kind], height: 900 } })
  context.setDefaultTimeout(patience)
  const made = { page: await context.newPage(), html: '' }
  await made.page.route('**/*', route => {
    const { pathname } = new URL(route.request().url())
    if (pathname === '/main.css') return route.fulfill({ contentType: 'text/css', body: css })
    if (pathname === '/') return route.fulfill({ contentType: 'text/html; charset=utf-8', body: made.html, headers: { 'content-security-policy': policy } })
    return route.fulfill({ status: 404, body: '' })
  })
  return made
}

async function open(html, kind) {
  const made = tabs[kind] ??= await tab(kind)
  made.html = html
  await made.page.goto('http://hub.example/')
  return made.page
}

/** Tables that end beyond their frame where nobody sees that there is more, or cannot move them. */
function cutOff(page) {
  return page.evaluate(() => [...document.querySelectorAll('main table')].filter(table => {
    const frame = table.closest('.app-scroll')
    if (table.offsetWidth <= (frame ?? table.parentElement).clientWidth) return false
    const style = frame && getComputedStyle(frame)
    return !style || style.overflowX !== 'auto' || frame.tabIndex !== 0 || !style.backgroundImage.includes('gradient')
  }).map(table => table.id || table.caption?.textContent.trim()))
}

async function look(name, html, kind) {
  const page = await open(html, kind)
  await page.evaluate(axe)
  const violations = await page.evaluate(values => axe.run(document, { runOnly: { type: 'tag', values } }).then(found => found.violations), rules)
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 160)}`)
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  const lost = await page.evaluate(() => [...document.querySelectorAll('.govuk-error-summary a, main a[href^="#"]')]
    .map(link => link.getAttribute('href')).filter(href => document.getElementById(href.slice(1)) === null))
  if (screenshots) await page.screenshot({ path: join(screenshots, `${name}-${kind}.png`), fullPage: true })
  assert.deepEqual(told, [], `${name} on a ${kind}`)
  assert.equal(sideways, 0, `${name} can be scrolled sideways on a ${kind}`)
  assert.deepEqual(await cutOff(page), [], `${name}: a table is cut off on a ${kind}`)
  assert.deepEqual(lost, [], `${name}: a link leads nowhere`)
}

const examples = {}
for (const file of readdirSync(new URL('.', import.meta.url)).filter(file => /^examples_.*\.mjs$/.test(file))) {
  Object.assign(examples, (await import(`./${file}`)).examples)
}

before(async () => {
  css = await style()
  browser = await chromium.launch({
    executablePath: process.env.CONCORDAT_CHROMIUM ?? '/usr/bin/chromium', timeout: patience,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
  })
})
after(async () => {
  await browser?.close()
  console.log(`${passed} passed, ${failed} failed`)
})
afterEach(context => { if (context.passed === false || context.error) failed += 1; else passed += 1 })

for (const [name, example] of Object.entries(examples)) {
  if (wanted && !wanted.some(start => name.startsWith(start))) continue
  test(`${name} is whole, reads well by every means, and fits`, async () => {
    const missing = new Set()
    const html = render(example, missing)
    assert.deepEqual([...missing], [], 'words that are not there')
    assert.doesNotMatch(html, /undefined|\[object |\{\w+\}/, 'something was printed that is no word')
    // What changes nothing may be asked with GET, and then carries no token into an address.
    for (const [form] of html.matchAll(/<form(?![^>]*method="get")[^>]*>\s*<[^>]*>/g)) assert.match(form, /method="post"[^>]*>\s*<input type="hidden" name="csrf" value="the-token">/)
    for (const kind of Object.keys(widths)) await look(name, html, kind)
  })
}

test('every template of a page has an example', () => {
  const known = new Set(Object.values(examples).map(({ page }) => page))
  const sections = new Set([...known].map(page => page.split('/')[0]))
  const all = readdirSync(join(root, 'web/templates/pages'), { recursive: true }).map(String).filter(file => file.endsWith('.njk'))
    .map(file => file.replace(/\.njk$/, '')).filter(page => sections.has(page.split('/')[0]))
  assert.deepEqual(all.filter(page => !known.has(page)), [])
})
