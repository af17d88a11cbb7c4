// SPDX-License-Identifier: Apache-2.0
// Fifty pairs of records decided one after the other by keyboard alone, in a real browser on a served hub: how many keys and pages
// each takes, that none goes without reasons, that the next pair stands there with word of the last, and that keys skip and go back.
// Ends with "N passed, N failed".
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { barriers, openBrowser, openHub, openPage, picture, serve, sideways, signIn, source, tally } from './hub.mjs'

const wanted = 50
const keysOfOne = ['n', 'r', 'Control+Enter']  // beside the letters of the reasons
let hub
let browser

/** Children in care who stand on the school's list too, under another pupil number: people are asked about each. */
function sendLookAlikes() {
  const folder = join(hub.folder, 'place/exports/northshire-childrens-services/children-social-care')
  const [heading, ...rows] = readFileSync(join(folder, readdirSync(folder).sort().at(-1)), 'utf8').split(/\r?\n/).slice(2).filter(Boolean).map(line => line.split(','))
  const at = name => heading.findIndex(title => title.trim() === name)
  const [family, given, born, postcode, pupil] = ['Surname', 'Forename', 'Date of Birth', 'Postcode', 'UPN'].map(at)
  const numbers = rows.map(row => row[pupil]).filter(Boolean)
  const whole = rows.filter(row => [family, given, born, postcode, pupil].every(one => row[one]) && !row.some(cell => cell.includes('"')) && /^\d\d\/\d\d\/\d{4}$/.test(row[born]) && row[born] !== '30/02/2014')
  const newest = readdirSync(join(hub.folder, 'place/exports/northshire-schools-trust/school-list')).sort().at(-1)
  const [year, month] = newest.match(/(\d{4})-(\d\d)/).slice(1)
  const list = ['UPN,SURNAME,Forename,DoB,Year,School,Post Code,Contact Tel,Att %,Role,As At']
  for (const [place, row] of whole.slice(0, 70).entries()) {
    const other = numbers[(place + 300) % numbers.length]  // a number that somebody else bears
    list.push(`${other},${row[family]},${row[given]},${row[born]},9,Northgate Academy,${row[postcode]},,80,At risk,28/${month}/${year}`)
  }
  const file = join(hub.folder, 'look-alikes.csv')
  writeFileSync(file, `${list.join('\r\n')}\r\n`)
  execFileSync(process.env.CONCORDAT_PROGRAM, ['submit', '--feed', 'school-list', file, '--database', `sqlite:${hub.folder}/hub.db`, '--keys', `${hub.folder}/hub-keys`,
    '--definitions', join(source, 'definitions')], { encoding: 'utf8' })
}

before(async () => {
  hub = await openHub()
  await hub.stop()
  sendLookAlikes()
  Object.assign(hub, await serve(hub.folder))
  browser = await openBrowser()
}, { timeout: 600000 })

tally(async () => {
  await browser?.close()
  await hub?.close()
})

const number = page => Number(new URL(page.url()).pathname.split('/').at(-1))

test('fifty pairs by keyboard: three keys and one page each', { timeout: 900000 }, async () => {
  const { page, complaints, foreign, close } = await openPage(browser.browser, hub)
  await signIn(page, hub, 'reviewer.schools')
  await page.goto(`${hub.origin}/links`)
  assert.ok(await page.locator('tbody tr').count() >= wanted, `${await page.locator('tbody tr').count()} pairs wait`)
  await page.goto(`${hub.origin}${await page.locator('tbody a').first().getAttribute('href')}`)

  // Keys are off until they are turned on, which the keyboard does as well.
  const switched = page.locator('button[aria-pressed]')
  for (let tries = 0; tries < 40 && !await switched.evaluate(one => one === document.activeElement); tries += 1) await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  assert.equal(await switched.getAttribute('aria-pressed'), 'true')

  // To the next pair and on, without a decision; back to the list.
  const first = number(page)
  await Promise.all([page.waitForURL(url => /\/links\/\d+$/.test(url.pathname) && Number(url.pathname.split('/').at(-1)) !== first), page.keyboard.press('s')])
  await page.locator('button[aria-pressed=true]').waitFor()
  await Promise.all([page.waitForURL(/\/links$/), page.keyboard.press('b')])
  await page.goto(`${hub.origin}/links/${first}`)

  /** The page's script listens. */
  const ready = () => page.locator('button[aria-pressed=true]').waitFor()

  // Without reasons nothing is recorded: the page says so and the pair still waits.
  await ready()
  await page.keyboard.press('n')
  await page.keyboard.press('r')
  await Promise.all([page.waitForURL(/\/links\/\d+\/decide$/), page.keyboard.press('Control+Enter')])
  assert.ok(await page.locator('.govuk-error-summary').count() === 1)
  assert.match(complaints.splice(0).join(), /^[^,]*400 \(Bad Request\)$/, 'the browser says that the answer was a refusal, and nothing else')
  await page.goto(`${hub.origin}/links/${first}`)

  const sent = []
  page.on('request', request => { if (request.isNavigationRequest()) sent.push(`${request.method()} ${new URL(request.url()).pathname}`) })
  const decided = []
  for (let done = 0; done < wanted; done += 1) {
    await ready()
    const here = number(page)
    sent.length = 0
    let keys = 0
    const press = async key => { keys += 1; await page.keyboard.press(key) }
    await press(keysOfOne[0])
    assert.ok(await page.locator('input[value="not-same"]').isChecked())
    await press(keysOfOne[1])
    await page.keyboard.type('Their pupil numbers differ')
    await Promise.all([page.waitForURL(url => url.searchParams.has('decided')), press(keysOfOne[2])])
    await page.locator('#decided-title').waitFor()
    assert.equal(keys, keysOfOne.length)
    assert.deepEqual(sent.map(one => one.split(' ')[0]), ['POST', 'GET'], `${here}: one page is sent, one page is shown: ${sent.join(', ')}`)
    assert.notEqual(number(page), here, 'the next pair')
    assert.match(await page.locator('.govuk-notification-banner').innerText(), new RegExp(`Not the same[^]*Pair ${here}\\b`))
    decided.push(here)
  }
  assert.equal(new Set(decided).size, wanted, 'each pair once')
  assert.deepEqual(await barriers(page), [], 'axe')
  await picture(page, 'linking-after-fifty')
  await page.goto(`${hub.origin}/links?tab=resolved`)
  for (const one of decided) assert.ok(await page.locator(`a[href="/links/${one}"]`).count() === 1, `${one} is resolved`)
  assert.deepEqual(complaints, [])
  assert.deepEqual(foreign, [])
  await close()
})

test('a proposal waits for a second person, and who made it withdraws it', { timeout: 300000 }, async () => {
  await hub.stop()
  Object.assign(hub, await serve(hub.folder))
  const { page, close } = await openPage(browser.browser, hub, { viewport: { width: 390, height: 844 } })
  await signIn(page, hub, 'reviewer.schools')
  await page.goto(`${hub.origin}/links`)
  assert.ok(await sideways(page) <= 0, 'the list fits a phone')
  await picture(page, 'linking-list-phone')
  const href = await page.locator('tbody tr', { hasText: 'Something says that they are two people' }).first().locator('a').getAttribute('href')
  await page.goto(`${hub.origin}${href}`)
  await page.locator('input[value=link]').check()
  await page.fill('#because', 'The mother confirmed it')
  await Promise.all([page.waitForURL(/decided=/), page.locator(`form[action="${href}/decide"] button`).click()])
  assert.match(await page.locator('.govuk-notification-banner').innerText(), /waits for a second person/)
  await page.goto(`${hub.origin}${href}`)
  await page.fill('#withdraw', 'It was the wrong child')
  await Promise.all([page.waitForURL(/\/links\?decided=/), page.locator('form[action$="/withdraw"] button').click()])
  assert.match(await page.locator('.govuk-notification-banner').innerText(), /withdrawn/)
  assert.deepEqual(await barriers(page), [], 'axe')
  await page.goto(`${hub.origin}${href}`)
  assert.ok(await page.locator(`form[action="${href}/decide"]`).count() === 1, 'the pair is asked about again')
  await close()
})
