// SPDX-License-Identifier: Apache-2.0
// The journey of a supplier and an analyst in a real browser: upload a messy file, confirm the mapping, see what was
// wrong, mend it, then map and table, a release and its entry in the ledger. And of two who speak about one child. With JavaScript and without, by keyboard, on
// a phone, and axe on every page. See hub.mjs for how to run it.
// Ends with "N passed, N failed".
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { again, barriers, openBrowser, openHub, openPage, picture, sideways, signIn, tally } from './hub.mjs'

let hub
let browser
let messy
let mended

/** The hospital's newest month as another system would write it (an unknown heading, times that do not exist), and mended. */
function makeFiles() {
  const folder = join(hub.folder, 'place/exports/northshire-general-ed/ed-istv')
  const lines = readFileSync(join(folder, readdirSync(folder).sort().at(-1)), 'utf8').split(/\r?\n/)
  const heading = lines[1].replace('Date/Time\tDate/Time', 'Date/Time\tWhen it happened')
  assert.notEqual(heading, lines[1], 'the export has its two rows of headings, separated by tabs')
  const spoil = line => line.split('\t').map((cell, at) => (at === 4 ? '31/02/2026 21:15' : cell)).join('\t')
  messy = join(hub.folder, 'messy.txt')
  mended = join(hub.folder, 'mended.txt')
  writeFileSync(messy, [lines[0], heading, ...lines.slice(2).map((line, at) => (at === 2 || at === 5 ? spoil(line) : line))].join('\n'))
  writeFileSync(mended, [lines[0], heading, ...lines.slice(2, -1), ''].join('\n'))
}

before(async () => {
  hub = await openHub()
  browser = await openBrowser()
  makeFiles()
}, { timeout: 300000 })

tally(async () => {
  await browser?.close()
  await hub?.close()
})

async function fine(page, name) {
  // axe is a script itself: where scripts are off it cannot run. The same pages are looked at with scripts on.
  if (!name.startsWith('without-script')) assert.deepEqual(await barriers(page), [], `${name}: axe`)
  assert.ok(await sideways(page) <= 0, `${name}: scrolls sideways`)
  await picture(page, name)
}

/** Says of every column what it is, as a person who knows the export would, and confirms. */
async function confirmMapping(page) {
  const columns = ['Site code of treatment', 'Reporting period start', 'Reporting period end', 'Arrival date and time at ED', 'Assault date and time',
    'Assault method', 'Assault method, other description', 'Assault location type', 'Assault location description', 'Age band']
  assert.equal(await page.locator('main select[name=field]').count(), columns.length)
  for (const [at, label] of columns.entries()) {
    const select = page.locator('main select[name=field]').nth(at)
    const texts = await select.locator('option').allTextContents()
    const index = texts.findIndex(text => text.trim() === label || text.trim().startsWith(`${label} (`))
    assert.ok(index > 0, `${label} is offered: ${texts.join(', ')}`)
    await select.selectOption({ index })
  }
  await Promise.all([page.waitForURL(/\/uploads\/[^/]+$/), page.locator('main form button[type=submit]').last().click()])
}

/** Until nothing is being read any more. Without script the page asks again by itself. */
async function settled(page) {
  for (let tries = 0; tries < 120; tries += 1) {
    const busy = await page.locator('[data-module="app-job"], meta[http-equiv="refresh"], noscript meta').count()
    const heading = await page.locator('h1').first().textContent()
    if (busy === 0 && heading.trim() !== '') return
    await page.waitForTimeout(500)
    if (tries % 4 === 3) await page.reload()
  }
  assert.fail('the upload never settled')
}

/** `known`: a file with this heading came before, and the hub reads it as was confirmed then; what it does so can still be changed. */
async function uploadAndSend(page, file, tag, known) {
  await page.goto(`${hub.origin}/feeds/ed-istv/upload`)
  await fine(page, `${tag}-choose`)
  await page.setInputFiles('input[type=file]', file)
  await page.locator('main form button').first().click()
  await page.waitForURL(/\/uploads\/[^/]+$/, { timeout: 60000 })
  await settled(page)
  if (known) assert.match(await page.locator('main').textContent(), /confirmed for an earlier file with this heading/)
  else assert.equal(await page.locator('form[action$="/send"]').count(), 0, 'a column in doubt is asked about first')
  await fine(page, `${tag}-to-map`)
  await page.locator('a[href$="/mapping"]').first().click()
  await fine(page, `${tag}-mapping`)
  await confirmMapping(page)
  await settled(page)
  await fine(page, `${tag}-checked`)
  const checked = await page.locator('main').textContent()
  await page.locator('form[action$="/send"] button').click()
  await settled(page)
  await fine(page, `${tag}-done`)
  return { checked, done: await page.locator('main').textContent(), entry: await page.locator('a[href^="/ledger/entries/"]').first().getAttribute('href') }
}

async function analystsJourney(page, tag) {
  await page.goto(`${hub.origin}/places`)
  await page.check('input[value="strategic-assessment"]')
  await Promise.all([page.waitForURL(/purpose=/), page.locator('main form button').first().click()])
  await page.waitForSelector('table')
  await fine(page, `${tag}-places`)
  assert.ok(await page.locator('figure svg, figure img').count() > 0, 'a map of the server')
  for (const look of ['patterns', 'hotspots', 'change', 'contrast', 'near-repeat', 'scan', 'around', 'space-time', 'funnel', 'signals', 'forecast']) {
    await Promise.all([page.waitForURL(`**/places/${look}?purpose=*`), page.locator(`a[href^="/places/${look}?"]`).click()])
    await fine(page, `${tag}-${look}`)
    assert.ok(await page.locator('table').count() > 0, `${look}: a table`)
    if (look !== 'near-repeat' && look !== 'around' && look !== 'space-time' && look !== 'forecast') assert.ok(await page.locator('figure img').count() > 0, `${look}: a picture`)
  }
  await page.goto(`${hub.origin}/releases`)
  await page.check('input[name=table][value="violence-by-area"]')
  await page.selectOption('select[name=purpose]', 'strategic-assessment')
  await Promise.all([page.waitForURL(/\/releases\/[0-9a-f-]{36}$/), page.locator('main form button').last().click()])
  await fine(page, `${tag}-release`)
  const entry = await page.locator('a[href^="/ledger/entries/"]').first().getAttribute('href')
  await page.goto(hub.origin + entry)
  await fine(page, `${tag}-entry`)
  const text = await page.locator('main').textContent()
  assert.match(text, /violence-by-area/)
  assert.match(text, /"ev":"(disclose|access)"/)
}

/** An analyst opens an edition and writes; its address is what the strategic lead gets. */
async function writersJourney(page, tag) {
  await page.goto(`${hub.origin}/products`)
  await fine(page, `${tag}-products`)
  await page.getByText('Hotspot brief for neighbourhoods', { exact: true }).last().click()
  await Promise.all([page.waitForURL(/\/products\/editions\/[0-9a-f-]{36}$/), page.getByRole('button', { name: 'Open: Hotspot brief for neighbourhoods' }).click()])
  assert.ok(await page.locator('figure img').count() > 0 && await page.locator('table').count() > 1, 'figures of the edition')
  const edition = page.url()
  for (const section of ['Where', 'When']) {
    await page.getByText(`Write: ${section}`, { exact: true }).click()
    await page.locator(`#words-${section.toLowerCase()}`).fill(`${section}: the market, on Friday nights.`)
    await Promise.all([page.waitForURL(new RegExp(`#${section.toLowerCase()}$`)), page.locator(`form:has(#words-${section.toLowerCase()}) button`).click()])
    assert.ok((await page.locator('main').textContent()).includes(`${section}: the market, on Friday nights.`))
  }
  await fine(page, `${tag}-edition`)
  assert.equal(await page.locator('form[action$="/signature"]').count(), 0, 'its writer does not sign it')
  return edition
}

async function leadSigns(page, edition, tag) {
  await page.goto(edition)
  await Promise.all([page.waitForLoadState(), page.locator('form[action$="/signature"] button').click()])
  await page.waitForSelector('a[href^="/ledger/entries/"]')
  assert.equal(await page.locator('form[action$="/text"]').count(), 0, 'a signed edition is written in no more')
  await fine(page, `${tag}-signed`)
}

for (const javaScriptEnabled of [true, false]) {
  const tag = javaScriptEnabled ? 'with-script' : 'without-script'
  test(`A supplier's messy file goes in, ${tag}`, { timeout: 240000 }, async () => {
    await again(hub)
    const { page, complaints, foreign, close } = await openPage(browser.browser, hub, { javaScriptEnabled })
    await signIn(page, hub, 'supplier.hospital')
    const file = javaScriptEnabled ? messy : mended
    const { checked, done, entry } = await uploadAndSend(page, file, tag, !javaScriptEnabled)
    if (javaScriptEnabled) assert.match(checked, /date\.impossible/, 'what is wrong is said before it is sent')
    assert.match(done, /\d/)
    await page.goto(hub.origin + entry)
    assert.match(await page.locator('main').textContent(), /"ev":"receive"/)
    await page.goto(`${hub.origin}/feeds/ed-istv/quarantine`)
    await fine(page, `${tag}-quarantine`)
    if (javaScriptEnabled) assert.match(await page.locator('main').textContent(), /31\/02/, 'its supplier sees the value')
    assert.deepEqual(foreign, [])
    assert.deepEqual(complaints.filter(one => /content security|refused to|violat/i.test(one)), [])
    await close()
  })

  test(`An analyst sees map and table, releases and finds the entry, ${tag}`, { timeout: 240000 }, async () => {
    await again(hub)
    const { page, complaints, foreign, close } = await openPage(browser.browser, hub, { javaScriptEnabled })
    await signIn(page, hub, 'analyst.csp')
    await analystsJourney(page, tag)
    assert.deepEqual(foreign, [])
    assert.deepEqual(complaints.filter(one => /content security|refused to|violat/i.test(one)), [])
    await close()
  })

  test(`An analyst writes an edition and a strategic lead signs it, ${tag}`, { timeout: 240000 }, async () => {
    await again(hub)
    const writer = await openPage(browser.browser, hub, { javaScriptEnabled })
    await signIn(writer.page, hub, 'analyst.csp')
    const edition = await writersJourney(writer.page, tag)
    await writer.close()
    const lead = await openPage(browser.browser, hub, { javaScriptEnabled })
    await signIn(lead.page, hub, 'chief.csp')
    await leadSigns(lead.page, edition, tag)
    assert.deepEqual([...writer.foreign, ...lead.foreign], [])
    await lead.close()
  })
}

/** Signs in anew and chooses in a form: of a list, a circle or a box, whatever the page has. */
async function as(member) {
  const opened = await openPage(browser.browser, hub)
  await signIn(opened.page, hub, member)
  const choose = async (name, value) => {
    const one = opened.page.locator(`main select[name="${name}"]`)
    if (await one.count()) await one.selectOption(value)
    else await opened.page.check(`main input[name="${name}"][value="${value}"]`)
  }
  const press = async (form = 'main form') => { await Promise.all([opened.page.waitForLoadState('load'), opened.page.locator(`${form} button`).last().click()]); await opened.page.waitForLoadState() }
  const text = () => opened.page.locator('main').innerText()
  return { ...opened, choose, press, text }
}

test('About one child: may I, a request, declined, appealed, overturned, and who used what', { timeout: 240000 }, async () => {
  await again(hub)
  const worker = await as('worker.schools')
  await worker.page.goto(`${hub.origin}/may-i`)
  for (const [name, value] of [['way', 'get'], ['other', 'northshire-police'], ['role', 'conference-member'], ['purpose', 'safeguarding_child']]) await worker.choose(name, value)
  await worker.press()
  for (const [name, value] of [['field', 'person.name'], ['field', 'person.role_in_concern'], ['form', 'personalised']]) await worker.choose(name, value)
  await worker.press()
  await worker.choose('subject_role', 'at_risk_child')
  await worker.choose('in_case', 'yes')
  await worker.page.fill('#age', '15')
  await worker.press()
  await worker.page.fill('#necessary', 'She came to school with a cut')
  await worker.press()
  assert.match(await worker.page.locator('h1').innerText(), /^Yes/)
  await fine(worker.page, 'child-may-i')

  const ask = async reference => {
    await worker.page.goto(`${hub.origin}/ask`)
    for (const [name, value] of [['discloser', 'northshire-police'], ['purpose', 'safeguarding_child'], ['field', 'person.date_of_birth'], ['form', 'personalised'], ['subject_role', 'at_risk_child']]) await worker.choose(name, value)
    await worker.page.fill('#reference', reference)
    await worker.page.fill('#necessary', 'To be sure that it is the same child')
    await worker.press()
    await worker.page.waitForURL(/\/requests\/[0-9a-f-]{36}$/)
    return new URL(worker.page.url()).pathname
  }
  await ask('TRUST/18')
  assert.match(await worker.text(), /not known as a member of an open case/, 'nobody opened that one')
  const request = await ask('TRUST/17')
  await fine(worker.page, 'child-waiting')

  const lead = await as('governance.police')
  await lead.page.goto(hub.origin + request)
  await lead.choose('code', 'R10')
  await lead.page.fill('form[action$="/decline"] #because', 'Her birthday would tell who reported it')
  await lead.page.fill('#review_on', '2099-01-31')
  await lead.press('form[action$="/decline"]')
  await worker.page.goto(hub.origin + request)
  assert.doesNotMatch(await worker.page.locator('h1').innerText(), /yes/i)
  await worker.page.fill('#because', 'Two girls of that name are in the school')
  await worker.press('form[action$="/appeal"]')

  let decided
  for (const member of ['chief.police', 'governance.police']) {
    const one = member === 'governance.police' ? lead : await as(member)
    await one.page.goto(`${hub.origin}/appeals`)
    if (await one.page.locator('form[action^="/appeals/"]').count() === 0) continue
    await one.choose('outcome', 'overturned')
    await one.page.fill('#because', 'A day of birth tells nobody who spoke')
    await one.press('form[action^="/appeals/"]')
    decided = member
    break
  }
  assert.equal(decided, 'chief.police', 'never who declined it')
  await worker.page.goto(hub.origin + request)
  await fine(worker.page, 'child-trail')
  const told = await worker.text()
  const places = ['Two girls of that name', 'A day of birth tells nobody'].map(words => told.indexOf(words))
  assert.ok(told.indexOf('Her birthday would tell') < places[0] && places[0] < places[1], 'declined, appealed, decided: in that order')
  await lead.page.goto(`${hub.origin}/uses`)
  await fine(lead.page, 'child-uses')
  assert.match(await lead.text(), /Northshire Schools Trust[\s\S]*Gang and youth violence case conference/)
  for (const one of [worker, lead]) {
    assert.deepEqual(one.foreign, [])
    await one.close()
  }
})

test('Every page is free of barriers on a desk and on a phone', { timeout: 400000 }, async () => {
  for (const [member, paths] of [
    ['analyst.csp', ['/', '/feeds', '/feeds/ed-istv', '/places', '/places?purpose=strategic-assessment', '/places?purpose=immigration-enforcement', '/releases', '/agreements', '/agreements/isa.northshire.ed-partnership@1', '/ledger', '/ledger/entries/3', '/agencies', '/definitions', '/definitions/fields', '/account', '/nowhere']],
    ['supplier.hospital', ['/', '/feeds/ed-istv', '/feeds/ed-istv/quality', '/feeds/ed-istv/quarantine', '/feeds/ed-istv/upload', '/check']],
    ['admin.csp', ['/', '/people', '/step-up']]]) {
    await again(hub)
    const { page, context, close } = await openPage(browser.browser, hub)
    await signIn(page, hub, member)
    for (const viewport of [{ width: 1280, height: 900 }, { width: 360, height: 740 }]) {
      await page.setViewportSize(viewport)
      for (const path of paths) {
        await page.goto(hub.origin + path)
        await fine(page, `${member}-${viewport.width}${path.replace(/[^a-z0-9]+/gi, '-')}`)
      }
    }
    await context.clearCookies()
    await close()
  }
})

test('Signed out, only the door is open', async () => {
  const { page, close } = await openPage(browser.browser, hub)
  for (const path of ['/sign-in', '/accessibility', '/privacy-and-cookies', '/signed-out']) {
    await page.goto(hub.origin + path)
    await fine(page, `out${path.replaceAll('/', '-')}`)
  }
  await page.goto(`${hub.origin}/feeds/ed-istv`)
  assert.equal(new URL(page.url()).pathname, '/sign-in')
  await page.fill('input[name=login]', 'nobody')
  await page.fill('input[name=password]', 'not the right password')
  await page.locator('main form button[type=submit]').first().click()
  await page.waitForSelector('.govuk-error-summary')
  assert.match(await page.locator('.govuk-error-summary').textContent(), /.+/)
  await close()
})

test('The whole way of an analyst goes by keyboard alone', { timeout: 120000 }, async () => {
  await again(hub)
  const { page, close } = await openPage(browser.browser, hub)
  await signIn(page, hub, 'analyst.csp')
  const tabTo = async (wanted, most = 80) => {
    for (let i = 0; i < most; i += 1) {
      await page.keyboard.press('Tab')
      if (await page.evaluate(selector => document.activeElement?.matches(selector), wanted)) return
    }
    assert.fail(`the keyboard never reached ${wanted}`)
  }
  await page.keyboard.press('Tab')
  assert.ok(await page.evaluate(() => document.activeElement?.classList.contains('govuk-skip-link')), 'the first stop skips to the content')
  await tabTo('a[href="/places"]')
  await Promise.all([page.waitForURL(/\/places$/), page.keyboard.press('Enter')])
  await tabTo('input[name=purpose]')
  await page.keyboard.press('Space')
  await tabTo('main form button')
  await Promise.all([page.waitForURL(/purpose=/), page.keyboard.press('Enter')])
  await page.waitForSelector('table')
  await tabTo('a[href^="/ledger/entries/"]')
  await Promise.all([page.waitForURL(/\/ledger\/entries\//), page.keyboard.press('Enter')])
  await close()
})

test('After signing out, Back shows no page of data', { timeout: 60000 }, async () => {
  await again(hub)
  const { page, close } = await openPage(browser.browser, hub)
  await signIn(page, hub, 'analyst.csp')
  await page.goto(`${hub.origin}/feeds`)
  await Promise.all([page.waitForURL(/signed-out/), page.locator('form[action="/sign-out"] button').click()])
  await page.goBack()
  await page.waitForLoadState()
  assert.equal(await page.locator('table').count(), 0, 'attack 38')
  await close()
})

test('A sign-in link works once', { timeout: 60000 }, async () => {
  await again(hub)
  const { page, close } = await openPage(browser.browser, hub)
  await signIn(page, hub, 'analyst.police')
  const second = await openPage(browser.browser, hub)
  const response = await second.page.goto(hub.link('analyst.police'))
  assert.ok(response.status() >= 400, 'a used link')
  await second.close()
  await close()
})
