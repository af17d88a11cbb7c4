// SPDX-License-Identifier: Apache-2.0
// The map that moves, over the server's still map: drawn, moved by key and button, and given up without a trace where it
// cannot be. CONCORDAT_MAP_FOLDER holds map.svg, map.geojson and areas.geojson as `render` writes them.
//
//   CONCORDAT_MAP_FOLDER=build/dev/tests/browser node --test tests/browser/islands/map.test.mjs
//   CONCORDAT_SCREENSHOTS=FOLDER also keeps pictures to look at.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { barriers, html, open, outline, picture, serve, sideways, start } from './site.mjs'
import './tally.mjs'

const folder = process.env.CONCORDAT_MAP_FOLDER
const hue = ['#d6e6f4', '#abd0e6', '#6aaed6', '#3787c0', '#105ba4']
let site
let chromium
let svg

function mapPage({ source = '/map.geojson', worker = '/assets/worker.mjs', areas = '/areas.geojson', lang = 'en-GB' } = {}) {
  return html(`<figure data-module="app-map" data-source="${source}" data-worker="${worker}" data-label="Where violence is reported, 2026-Q2"
    ${areas ? `data-areas="${areas}"` : ''} data-classes="5">
${svg}<figcaption>Squares of 250 metres. A white square is not a safe place.</figcaption></figure>
<table class="govuk-table"><caption>The same in words</caption><thead><tr><th scope="col">Class</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>`,
  { title: 'Map', lang })
}

function file(name) {
  return { type: 'application/geo+json', body: readFileSync(join(folder, name)) }
}

const ready = page => page.locator('.app-map--live .app-map__frame[aria-busy="false"]').waitFor()

/** Share of the map's picture in each colour of the scale; the picture is read in another page, which has no policy. */
async function colours(page) {
  const png = (await page.locator('.app-map__frame').screenshot()).toString('base64')
  const context = await page.context().browser().newContext()
  const reader = await context.newPage()
  const counts = await reader.evaluate(async ([data, wanted]) => {
    const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob())
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')
    canvas.drawImage(bitmap, 0, 0)
    const { data: pixels } = canvas.getImageData(0, 0, bitmap.width, bitmap.height)
    const numbers = wanted.map(colour => parseInt(colour.slice(1), 16))
    const found = numbers.map(() => 0)
    for (let i = 0; i < pixels.length; i += 4) {
      const place = numbers.indexOf((pixels[i] << 16) | (pixels[i + 1] << 8) | pixels[i + 2])
      if (place >= 0) found[place] += 1
    }
    return found.map(count => count / (pixels.length / 4))
  }, [png, hue])
  await context.close()
  return counts
}

/** Waits until the map has come to rest after `act`; gives what it says of its middle and its scale. */
async function moved(page, act) {
  const frame = page.locator('.app-map__frame')
  await frame.evaluate(element => {
    element.dataset.rests = '0'
    new MutationObserver(() => {
      if (element.getAttribute('aria-busy') === 'false') element.dataset.rests = '1'
    }).observe(element, { attributes: true, attributeFilter: ['aria-busy'] })
  })
  await act()
  await page.locator('.app-map__frame[data-rests="1"]').waitFor()
  return told(page)
}

async function told(page) {
  return { here: await page.locator('.app-map__here').innerText(), scale: await page.locator('.app-map__scale').innerText() }
}

before(async () => {
  assert.ok(folder, 'CONCORDAT_MAP_FOLDER must name the folder with map.svg')
  svg = readFileSync(join(folder, 'map.svg'), 'utf8')
  site = await serve()
  chromium = await start()
  site.answers.set('/map', mapPage())
  site.answers.set('/map.geojson', file('map.geojson'))
  site.answers.set('/areas.geojson', file('areas.geojson'))
})

after(async () => {
  await chromium?.close()
  await site?.close()
})

const openMap = (settings, address = '/map') => open(chromium.browser, site.origin + address, settings)

test('is drawn in the still map\'s place, in its colours, within the policy and from this server alone', async () => {
  const { page, complaints, requests, close } = await openMap()
  await ready(page)
  assert.ok(await page.locator('figure > svg').isHidden())
  assert.ok(await page.locator('figcaption').isVisible())
  const shares = await colours(page)
  for (const [index, share] of shares.entries()) assert.ok(share > 0.002, `class ${index + 1} covers ${share}`)
  assert.deepEqual(complaints, [])
  assert.deepEqual(requests.filter(address => !address.startsWith(site.origin)), [])
  assert.deepEqual(await page.locator('.app-map__entry').allInnerTexts(),
    ['1 (lowest fifth of the cells shown)', '2', '3', '4', '5 (highest fifth of the cells shown)', 'too few events near by to show, or none'])
  assert.deepEqual(await page.locator('.app-map__swatch').evaluateAll(all => all.slice(0, 5).map(swatch => getComputedStyle(swatch).backgroundColor)),
    hue.map(colour => `rgb(${[1, 3, 5].map(at => parseInt(colour.slice(at, at + 2), 16)).join(', ')})`))
  assert.match(await page.locator('.app-map__origin').innerText(), /Northshire Community Safety Partnership · .* · ledger index 4217 · release 0199c2f0-.*\nBoundaries: A made-up place/)
  await picture(page, 'map-wide')
  await close()
})

for (const [name, settings] of [['a wide screen', {}], ['a phone', { viewport: { width: 320, height: 640 } }], ['chosen colours', { forcedColors: 'active' }]]) {
  test(`meets WCAG 2.2 AA on ${name}`, async () => {
    const { page, close } = await openMap({ bypassCSP: true, ...settings })
    await ready(page)
    assert.deepEqual(await barriers(page), [])
    assert.equal(await sideways(page), 0)
    await picture(page, `map-${name.replaceAll(' ', '-')}`)
    await close()
  })
}

test('is moved, zoomed and put back by keyboard, and says what lies in the middle', async () => {
  const { page, complaints, close } = await openMap()
  await ready(page)
  const canvas = page.locator('.app-map__frame canvas')
  assert.equal(await canvas.getAttribute('aria-label'), 'Where violence is reported, 2026-Q2')
  const home = await told(page)
  assert.match(home.here, /^Northshire \d{3}: /)
  assert.match(home.scale, /^[125]0{0,2} k?m$/)
  while (!(await canvas.evaluate(element => element === document.activeElement))) await page.keyboard.press('Tab')
  assert.ok(await page.locator('.app-map__cross').isVisible())
  await picture(page, 'map-focus')
  const press = key => moved(page, () => page.keyboard.press(key))
  for (const [there, back] of [['ArrowRight', 'ArrowLeft'], ['ArrowUp', 'ArrowDown']]) {
    const away = await press(there)
    assert.notEqual(away.here, home.here, there)
    assert.equal(away.scale, home.scale, there)
    assert.deepEqual(await press(back), home, back)
  }
  const closer = await press('+')
  assert.equal(closer.here, home.here)
  assert.notEqual(closer.scale, home.scale)
  assert.deepEqual(await press('-'), home)
  await press('+')
  await press('ArrowUp')
  await page.getByRole('button', { name: 'Reset view' }).focus()
  assert.deepEqual(await press('Enter'), home)
  assert.deepEqual(complaints, [])
  await close()
})

test('has a button for each thing the keys and the pointer can do, each with a visible focus and large enough', async () => {
  const { page, close } = await openMap({ reducedMotion: 'reduce' })
  await ready(page)
  const buttons = page.locator('figure button')
  const names = ['Show the still picture', 'Zoom in', 'Zoom out', 'Move left', 'Move up', 'Move down', 'Move right', 'Reset view']
  assert.equal(await buttons.count(), names.length)
  for (const name of names) {
    await page.keyboard.press('Tab')
    const button = page.getByRole('button', { name, exact: true })
    assert.ok(await button.evaluate(element => element === document.activeElement), name)
    assert.equal(await outline(page), 'solid', name)
    const { width, height } = await button.boundingBox()
    assert.ok(width >= 44 && height >= 44, `${name}: ${width} x ${height}`)
  }
  const home = await told(page)
  const press = name => moved(page, () => page.getByRole('button', { name, exact: true }).click())
  for (const [there, back] of [['Move left', 'Move right'], ['Move up', 'Move down'], ['Zoom in', 'Zoom out']]) {
    assert.notDeepEqual(await press(there), home, there)
    assert.deepEqual(await press(back), home, back)
  }
  await close()
})

test('takes whoever chooses an area by keyboard there, and tells its class and figure', async () => {
  const { page, complaints, close } = await openMap({ bypassCSP: true })
  await ready(page)
  const choice = page.getByLabel('Go to an area')
  const names = (await choice.locator('option').allInnerTexts()).slice(1)
  assert.deepEqual(names, [...names].sort((one, other) => one.localeCompare(other)), 'by name')
  assert.ok(names.length > 3)
  await choice.focus()
  assert.equal(await outline(page), 'solid')
  const { height } = await choice.boundingBox()
  assert.ok(height >= 40, `${height}`)
  for (const name of [names[0], names.at(-1)]) {
    const { here } = await moved(page, () => choice.selectOption({ label: name }))
    assert.ok(here.startsWith(`${name}: `), here)
    assert.match(here, /; whole area in \d{4}-Q[1-4]: (\d+ reports?|too few to show|not delivered)$/)
  }
  await picture(page, 'map-area')
  assert.deepEqual(await barriers(page), [])
  assert.deepEqual(complaints, [])
  await close()
})

test('names the area and the class under the pointer', async () => {
  const { page, close } = await openMap()
  await ready(page)
  const box = await page.locator('.app-map__frame').boundingBox()
  const texts = new Set()
  for (let step = 1; step < 10; step += 1) {
    await page.mouse.move(box.x + (box.width * step) / 10, box.y + box.height / 2)
    texts.add((await told(page)).here)
  }
  assert.ok([...texts].some(text => /^Northshire \d{3}: class \d/.test(text)), [...texts].join(' | '))
  assert.ok(texts.size > 3, [...texts].join(' | '))
  await picture(page, 'map-hover')
  await close()
})

test('leaves the wheel to the page unless a key asks for the map', async () => {
  const { page, close } = await openMap({ viewport: { width: 700, height: 500 } })
  await ready(page)
  const home = await told(page)
  await page.locator('.app-map__frame').hover()
  // The map says so for a moment only, which a slow machine may miss: it is asked in the page, from before the wheel turns.
  const said = page.evaluate(() => new Promise(resolve => {
    const screen = document.querySelector('.maplibregl-cooperative-gesture-screen')
    const look = () => { if (screen.classList.contains('maplibregl-show')) resolve(true) }
    new MutationObserver(look).observe(screen, { attributes: true })
    look()
  }))
  await page.mouse.wheel(0, 60)
  assert.ok(await said)
  await page.waitForFunction(() => scrollY > 0)
  assert.equal(await page.locator('.maplibregl-desktop-message').innerText(), 'Hold Ctrl and scroll to zoom the map')
  assert.equal((await told(page)).scale, home.scale)
  await page.keyboard.down('Control')
  const zoomed = await moved(page, () => page.mouse.wheel(0, -600))
  await page.keyboard.up('Control')
  assert.notEqual(zoomed.scale, home.scale)
  await close()
})

test('goes back to the still picture and comes again; paper always gets the still picture', async () => {
  const { page, complaints, close } = await openMap()
  await ready(page)
  const still = page.locator('figure > svg')
  await page.getByRole('button', { name: 'Show the still picture' }).click()
  assert.ok(await still.isVisible())
  assert.ok(await page.locator('.app-map__live').isHidden())
  await picture(page, 'map-still')
  await page.getByRole('button', { name: 'Show the map that moves' }).click()
  assert.ok(await still.isHidden())
  assert.ok(await page.locator('.app-map__frame canvas').isVisible())
  await page.emulateMedia({ media: 'print' })
  assert.ok(await still.isVisible())
  assert.ok(await page.locator('.app-map__live').isHidden())
  assert.equal(await page.locator('figure button:visible').count(), 0)
  assert.deepEqual(complaints, [])
  await close()
})

test('speaks Welsh on a Welsh page', async () => {
  site.answers.set('/map-cy', mapPage({ lang: 'cy' }))
  const { page, close } = await openMap({}, '/map-cy')
  await ready(page)
  assert.ok(await page.getByRole('button', { name: 'Ailosod yr olwg' }).isVisible())
  await close()
})

test('is a map without outlines where the file of areas is missing', async () => {
  site.answers.set('/map-no-areas', mapPage({ areas: '/missing.geojson' }))
  const { page, complaints, close } = await openMap({}, '/map-no-areas')
  await ready(page)
  assert.match((await told(page)).here, /^(Class \d|Too few)/)
  assert.ok(complaints.some(text => text.startsWith('warning: map without outlines')), complaints.join('\n'))
  await close()
})

test('gives up its place when the browser takes the drawing away', async () => {
  const { page, close } = await openMap()
  await ready(page)
  await page.evaluate(() => document.querySelector('.app-map__frame canvas').getContext('webgl2').getExtension('WEBGL_lose_context').loseContext())
  await page.locator('figure > svg').waitFor()
  assert.equal(await page.locator('figure button').count(), 0)
  await close()
})

const classed = properties => JSON.stringify({ type: 'FeatureCollection', features: [{ type: 'Feature', properties, geometry: { type: 'Point', coordinates: [-1, 52] } }] })
for (const [name, wrong] of [
  ['the map\'s file is missing', { source: '/missing.geojson' }],
  ['the map\'s file is not JSON', { source: '/broken.geojson' }],
  ['the map\'s file has points', { source: '/points.geojson' }],
  ['the map\'s file has no squares', { source: '/empty.geojson' }],
  ['the worker is not one of this server', { worker: 'https://elsewhere.example/assets/worker.mjs' }],
  ['the worker is missing', { worker: '/assets/missing.mjs' }]
]) {
  test(`leaves the still map alone where ${name}`, async () => {
    site.answers.set('/broken.geojson', { type: 'application/geo+json', body: '{"type":' })
    site.answers.set('/points.geojson', { type: 'application/geo+json', body: classed({ class: 1, label: '1' }) })
    site.answers.set('/empty.geojson', { type: 'application/geo+json', body: '{"type":"FeatureCollection","features":[]}' })
    site.answers.set('/map-wrong', mapPage(wrong))
    const { page, complaints, requests, close } = await openMap({}, '/map-wrong')
    while (!complaints.some(text => text.startsWith('warning: map not enhanced'))) await page.waitForEvent('console')
    assert.ok(await page.locator('figure > svg').isVisible())
    assert.equal(await page.locator('figure > *').count(), 2)
    assert.deepEqual(complaints.filter(text => /policy|Uncaught|^Error/.test(text)), [])
    assert.deepEqual(requests.filter(address => !address.startsWith(site.origin)), [])
    await close()
  })
}

test('asks for nothing, and says nothing, where the browser cannot draw', async () => {
  const thin = await start({ webGl: false })
  try {
    const { page, complaints, requests, close } = await open(thin.browser, `${site.origin}/map`)
    await page.waitForLoadState('networkidle')
    assert.equal(await page.evaluate(() => document.createElement('canvas').getContext('webgl2')), null)
    assert.ok(await page.locator('figure > svg').isVisible())
    assert.equal(await page.locator('figure > *').count(), 2)
    assert.deepEqual(complaints, [])
    assert.deepEqual(requests.map(address => new URL(address).pathname).filter(path => /geojson|worker|map-view/.test(path)), [])
    await picture(page, 'map-without-webgl')
    await close()
  } finally {
    await thin.close()
  }
})

test('leaves the still map and its table without script', async () => {
  const { page, close } = await openMap({ javaScriptEnabled: false })
  assert.ok(await page.locator('figure > svg').isVisible())
  assert.ok(await page.locator('table').isVisible())
  assert.equal(await page.locator('figure button').count(), 0)
  await close()
})
