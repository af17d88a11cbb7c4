// SPDX-License-Identifier: Apache-2.0
// What islands work out without a page: reading a map's file, trusted addresses, progress and its words.
//
//   node --test tests/browser/islands/pure.test.mjs
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { load, root } from './assets.mjs'
import './tally.mjs'

const map = await load('map-data')
const { allowWorker, workerAddress } = await load('trusted-types')
const { byteSize, progressText, readProgress, share, throttled, wholeNumber } = await load('progress')
const { ownAddress } = await load('dom')
const { wordsFor } = await load('words')
const { describePlace } = await load('app-map')
const { readAnswer } = await load('app-upload')
const { folded, matches } = await load('app-filter')

const square = (west, south, side = 1) => [[west, south], [west + side, south], [west + side, south + side], [west, south + side], [west, south]]
const cell = (number, west, south, label = String(number)) => ({
  type: 'Feature', properties: { class: number, label, ledger_index: 7 }, geometry: { type: 'Polygon', coordinates: [square(west, south)] }
})
const area = (name, ...rings) => ({ type: 'Feature', properties: { name }, geometry: { type: 'MultiPolygon', coordinates: [rings] } })
const collection = (...features) => ({
  type: 'FeatureCollection', features,
  about: { Partnership: 'Northshire', Period: '2026-Q2', 'Ledger index': '42', Release: 'r-1', Boundaries: 'Made up.', Method: ['x'] }
})

test('the colours are those of the still picture', () => {
  const text = readFileSync(join(root, 'src/render/svg.h'), 'utf8')
  const colours = [...text.slice(text.indexOf('hue = {'), text.indexOf('};', text.indexOf('hue = {'))).matchAll(/#[0-9a-f]{6}/g)].map(([colour]) => colour)
  assert.deepEqual([...map.hue], colours)
  assert.deepEqual([1, 2, 3, 4, 5].map(step => map.shade(step, 5)), colours)
  assert.deepEqual([1, 2].map(step => map.shade(step, 2)), [colours[1], colours[3]])
  assert.equal(map.shade(1, 0), colours[2])
})

test('a classed map is read with its classes, its box and where it is from', () => {
  const read = map.readClassedMap(collection(cell(5, 1, 51, '5 (highest)'), cell(1, -1, 50), cell(5, 2, 51, '5 (highest)')))
  assert.deepEqual(read.classes, [{ number: 1, label: '1', colour: map.hue[0] }, { number: 5, label: '5 (highest)', colour: map.hue[4] }])
  assert.deepEqual(read.box, { west: -1, south: 50, east: 3, north: 52 })
  assert.deepEqual(read.origin, { partnership: 'Northshire', period: '2026-Q2', ledgerIndex: '42', release: 'r-1', boundaries: 'Made up.' })
  assert.equal(read.cells.features.length, 3)
  assert.deepEqual(read.cells.features[0].properties, { class: 5 })
})

test('a class that has no square keeps its place in the scale', () => {
  assert.deepEqual(map.readClassedMap(collection(cell(1, 0, 0), cell(2, 1, 0)), 5).classes.map(({ colour }) => colour), [map.hue[0], map.hue[1]])
  assert.deepEqual(map.readClassedMap(collection(cell(1, 0, 0), cell(2, 1, 0))).classes.map(({ colour }) => colour), [map.hue[1], map.hue[3]])
})

test('a file with anything but classed squares is not drawn', () => {
  const bad = feature => map.readClassedMap(collection(cell(1, 0, 0), feature))
  const point = { type: 'Point', coordinates: [0, 0] }
  assert.equal(bad({ ...cell(1, 1, 1), geometry: point }), null)
  assert.equal(bad({ ...cell(1, 1, 1), geometry: { type: 'GeometryCollection', geometries: [point] } }), null)
  assert.equal(bad({ ...cell(1, 1, 1), geometry: { type: 'MultiPolygon', coordinates: [[square(0, 0)], [square(1, 1)]] } }), null)
  for (const number of [0, 6, 1.5, '1', null, undefined]) assert.equal(bad(cell(number, 1, 1)), null)
  assert.equal(bad({ ...cell(1, 1, 1), properties: { class: 1 } }), null)
  for (const ring of [[[0, 0], [1, 1], [0, 0]], [[0, 0], [1, 1], [2, 'x'], [0, 0]], [[0, 0], [1, 1], [500, 1], [0, 0]], [[0, 0], [1, 1], [NaN, 1], [0, 0]], 'x', [1, 2, 3, 4]]) {
    assert.equal(bad({ ...cell(1, 1, 1), geometry: { type: 'Polygon', coordinates: [ring] } }), null)
  }
  for (const geometry of [undefined, 7, 'Polygon', { type: 'Polygon', coordinates: [] }]) assert.equal(bad({ ...cell(1, 1, 1), geometry }), null)
  for (const value of [null, 'x', 7, [], {}, { type: 'FeatureCollection' }, { type: 'Feature', features: [] }, collection(), collection(null)]) {
    assert.equal(map.readClassedMap(value), null)
  }
})

test('a square without a place is left out, and a file of such squares only is not drawn', () => {
  const nowhere = { ...cell(3, 0, 0), geometry: null }
  assert.equal(map.readClassedMap(collection(cell(1, 0, 0), nowhere)).cells.features.length, 1)
  assert.equal(map.readClassedMap(collection(nowhere)), null)
})

test('areas are read with their names; one that cannot be drawn spoils the file', () => {
  const areas = map.readAreas(collection(area('North', square(0, 0, 4)), { ...area('Nowhere'), geometry: null }))
  assert.deepEqual(areas.outlines.features.map(({ properties }) => properties), [{ name: 'North', code: '' }])
  assert.deepEqual(areas.box, { west: 0, south: 0, east: 4, north: 4 })
  assert.deepEqual(areas.figures, [undefined])
  assert.equal(map.readAreas(collection({ ...area('P'), geometry: { type: 'Point', coordinates: [0, 0] } })), null)
  assert.equal(map.readAreas(collection({ ...area('P', square(0, 0)), properties: {} })), null)
  assert.equal(map.readAreas(collection()), null)
})

test('a place is found in its square and its area, and not in a hole', () => {
  const classed = map.readClassedMap(collection(cell(1, 0, 0), cell(2, 1, 0)))
  const areas = map.readAreas(collection(area('West', square(0, 0, 4), square(1, 1, 1)), area('East', square(4, 0, 4))))
  assert.equal(map.classAt(classed, 0.5, 0.5).number, 1)
  assert.equal(map.classAt(classed, 1.5, 0.5).number, 2)
  assert.equal(map.classAt(classed, 2.5, 0.5), null)
  assert.deepEqual([[0.5, 0.5], [1.5, 1.5], [5, 1], [9, 9]].map(([x, y]) => map.areaAt(areas, x, y)), [0, -1, 1, -1])
  const words = wordsFor('en-GB')
  const told = (x, y, outlines = areas) => describePlace(classed, outlines, words, x, y)
  assert.deepEqual(told(0.5, 0.5), { area: 0, text: 'West: class 1' })
  assert.deepEqual(told(5, 1), { area: 1, text: 'East: too few events near by to show, or none' })
  assert.deepEqual(told(9, 9), { area: -1, text: 'Outside the area' })
  assert.deepEqual(told(0.5, 0.5, null), { area: -1, text: 'Class 1' })
})

test('an area tells its figure of the latest quarter, hidden and missing ones as such', () => {
  const classed = map.readClassedMap(collection(cell(1, 0, 0)))
  const words = wordsFor('en-GB')
  const told = properties => {
    const one = area('West', square(0, 0, 4))
    const areas = map.readAreas(collection({ ...one, properties: { ...one.properties, ...properties } }))
    return describePlace(classed, areas, words, 0.5, 0.5).text
  }
  assert.equal(told({ '2026-Q3': 60, '2026-Q2': 5 }), 'West: class 1; whole area in 2026-Q3: 60 reports')
  assert.equal(told({ '2026-Q3': '*' }), 'West: class 1; whole area in 2026-Q3: too few to show')
  assert.equal(told({ '2026-Q3': null }), 'West: class 1; whole area in 2026-Q3: not delivered')
  for (const none of [{ '2026-Q3': 'more' }, { '2026-Q5': 7 }, { ledger_index: 4 }]) assert.equal(told(none), 'West: class 1')
})

test('a place inside an area is one that lies in it, also where its middle does not', () => {
  const ring = [[0, 0], [4, 0], [4, 4], [3, 4], [3, 1], [1, 1], [1, 4], [0, 4], [0, 0]]
  const areas = map.readAreas(collection(area('Bend', ring)))
  const { longitude, latitude, box } = map.insideOf(areas, 0)
  assert.equal(map.areaAt(areas, longitude, latitude), 0)
  assert.deepEqual(box, { west: 0, south: 0, east: 4, north: 4 })
  assert.equal(map.insideOf(areas, 7), null)
})

test('boxes join and widen', () => {
  const one = { west: 0, south: 0, east: 2, north: 1 }
  assert.deepEqual(map.union(one, { west: -1, south: 0.5, east: 1, north: 3 }), { west: -1, south: 0, east: 2, north: 3 })
  assert.equal(map.union(one, undefined), one)
  assert.equal(map.proportion({ west: 0, south: 59, east: 2, north: 61 }).toFixed(3), '0.500')
  assert.ok(Number.isFinite(map.proportion({ west: 1, south: 2, east: 1, north: 2 })))
  assert.deepEqual(map.widened(one, 0.5), { west: -1, south: -0.5, east: 3, north: 1.5 })
})

test('the scale is a round length that fits', () => {
  const lengths = [30, 12, 8.3, 4, 1, 0.5].map(metresPerPixel => map.scaleBar(metresPerPixel, 120))
  assert.deepEqual(lengths.map(({ metres }) => metres), [2000, 1000, 500, 200, 100, 50])
  for (const { pixels } of lengths) assert.ok(pixels > 40 && pixels <= 120, String(pixels))
})

test('a worker comes from this server\'s own assets or not at all', () => {
  const page = 'https://hub.example/places/map?x=1'
  assert.equal(workerAddress('/assets/maplibre-gl-worker-1a2b.mjs', page), 'https://hub.example/assets/maplibre-gl-worker-1a2b.mjs')
  assert.equal(workerAddress('/assets/maplibre-gl-6.17.0/worker.mjs', page), 'https://hub.example/assets/maplibre-gl-6.17.0/worker.mjs')
  for (const bad of [undefined, '', '/assets/', '/assets/a/b/c.mjs', '/assets/../x.mjs', '/assets//x.mjs', '/assets/x.mjs?y', '/assets/x.mjs#y', '/assets/x.svg', '/other/x.mjs',
    'https://elsewhere.example/assets/x.mjs', '//elsewhere.example/assets/x.mjs', 'http://hub.example/assets/x.mjs', 'data:text/javascript,1', 'blob:https://hub.example/assets/x.mjs',
    'javascript:1', '/assets/%2e%2e/x.mjs', '/assets/x%2fy.mjs', 'http://[']) {
    assert.equal(workerAddress(bad, page), null, String(bad))
  }
})

test('the policy is made once, named concordat, and makes workers of allowed addresses only', () => {
  const made = []
  const started = []
  class Worker {
    constructor(address, options) {
      started.push([address, options])
    }
  }
  const scope = {
    Worker,
    trustedTypes: { createPolicy: (name, rules) => (made.push([name, Object.keys(rules)]), { createScriptURL: address => ({ trusted: rules.createScriptURL(address) }) }) }
  }
  const page = 'https://hub.example/x'
  assert.equal(allowWorker('/elsewhere.mjs', page, scope), null)
  assert.equal(scope.Worker, Worker)
  assert.equal(allowWorker('/assets/w.mjs', page, scope), 'https://hub.example/assets/w.mjs')
  assert.equal(allowWorker('/assets/w.mjs', page, scope), 'https://hub.example/assets/w.mjs')
  assert.deepEqual(made, [['concordat', ['createScriptURL']]])
  new scope.Worker('https://hub.example/assets/w.mjs', { type: 'module' })
  assert.deepEqual(started, [[{ trusted: 'https://hub.example/assets/w.mjs' }, { type: 'module' }]])
  assert.throws(() => new scope.Worker('data:text/javascript,1'), /not a worker of this hub/)
  assert.equal(started.length, 1)
  const old = { Worker }
  assert.equal(allowWorker('/assets/w.mjs', page, old), 'https://hub.example/assets/w.mjs')
  assert.equal(old.Worker, Worker)
})

test('only addresses of this server are followed', () => {
  const page = 'https://hub.example/feeds/1?x'
  assert.equal(ownAddress('/jobs/1/events?a=b', page), '/jobs/1/events?a=b')
  assert.equal(ownAddress('upload', page), '/feeds/upload')
  for (const bad of [null, undefined, '', '//elsewhere.example/x', 'https://elsewhere.example/', 'http://hub.example/x', 'javascript:alert(1)', 'data:,x', 'http://[']) {
    assert.equal(ownAddress(bad, page), null, String(bad))
  }
})

test('progress is read strictly and told in words', () => {
  const words = wordsFor('en')
  const read = readProgress('{"stage":"reading","rows":1200,"bytes":66000,"bytes_total":1048576}')
  assert.deepEqual(read, { stage: 'reading', rows: 1200, bytes: 66000, bytesTotal: 1048576, percent: null, over: false })
  assert.equal(progressText(read, words, 'en'), 'Reading the file: 1,200 rows, 66 kB of 1 MB read')
  assert.equal(progressText(readProgress('{"stage":"reading","bytes":500}'), words, 'en'), 'Reading the file: 0.5 kB read')
  assert.equal(progressText(readProgress('{"stage":"queued"}'), words, 'en'), 'Waiting its turn')
  assert.equal(progressText(readProgress('{"stage":"toString"}'), words, 'en'), 'toString')
  assert.deepEqual(['done', 'failed', 'cancelled', 'storing'].map(stage => readProgress(JSON.stringify({ stage })).over), [true, true, true, false])
  assert.deepEqual(readProgress('{"stage":"x","rows":-4,"bytes":"9","bytes_total":null}'), { stage: 'x', rows: 0, bytes: 0, bytesTotal: 0, percent: null, over: false })
  assert.equal(progressText(readProgress('{"stage":"Squares that stay hot","part_percent":45}'), words, 'en'), 'Squares that stay hot: 45 % of this part')
  assert.equal(readProgress('{"stage":"x","part_percent":450}').percent, 100)
  for (const bad of ['', 'x', 'null', '[]', '7', '{}', '{"stage":7}', undefined, 7]) assert.equal(readProgress(bad), null)
})

test('sizes and shares are said shortly', () => {
  assert.deepEqual([0, 49, 999, 1500, 66000, 4.25e6, 2e9, 5e15].map(bytes => byteSize(bytes, 'en')), ['0 kB', '0 kB', '1 kB', '1.5 kB', '66 kB', '4.3 MB', '2 GB', '5,000 TB'])
  assert.equal(wholeNumber(1234567, 'cy'), '1,234,567')
  assert.deepEqual([share(1, 4), share(9, 4), share(-1, 4), share(1, 0)], [0.25, 1, 0, null])
})

test('announcements keep their distance, and the last one is always said', () => {
  const said = []
  let time = 100
  const timers = []
  const say = throttled(text => said.push([time, text]), 5000, { now: () => time, later: (work, milliseconds) => timers.push([time + milliseconds, work]) })
  const at = (when, text) => {
    while (timers.length > 0 && timers[0][0] <= when) {
      const [due, work] = timers.shift()
      time = due
      work()
    }
    time = when
    if (text !== undefined) say(text)
  }
  at(100, 'a')
  at(1000, 'b')
  at(2000, 'c')
  at(6000, 'd')
  at(30000)
  at(40000, 'e')
  assert.deepEqual(said, [[100, 'a'], [5100, 'c'], [10100, 'd'], [40000, 'e']])
  assert.equal(timers.length, 0)
})

test('the answer to an upload is a job, a problem, another page or nothing it knows', () => {
  const asked = 'https://hub.example/feeds/1/upload'
  const answer = (status, type, body, came = asked) => readAnswer({ status, type, body: typeof body === 'string' ? body : JSON.stringify(body), asked, came })
  const json = 'application/json; charset=utf-8'
  const job = { job: 'j1', events: '/jobs/j1/events', page: '/jobs/j1' }
  assert.deepEqual(answer(202, json, job), { kind: 'accepted', job: { events: '/jobs/j1/events', page: '/jobs/j1' } })
  assert.deepEqual(answer(202, json, { ...job, page: 'https://elsewhere.example/' }), { kind: 'unknown' })
  assert.deepEqual(answer(202, json, { ...job, events: undefined }), { kind: 'unknown' })
  assert.deepEqual(answer(422, 'application/problem+json', { title: 'Too big.', detail: 7, remedy: 'Split it.' }), { kind: 'problem', sentences: ['Too big.', 'Split it.'] })
  for (const body of ['', 'x', 'null', '[]', '{}']) assert.deepEqual(answer(500, json, body), { kind: 'unknown' }, body)
  assert.deepEqual(answer(200, 'text/html', '<p>', 'https://hub.example/sign-in'), { kind: 'moved', page: '/sign-in' })
  assert.deepEqual(answer(400, 'text/html', '<p>'), { kind: 'unknown' })
  assert.deepEqual(answer(200, 'text/html', '<p>', 'https://elsewhere.example/feeds/1/upload'), { kind: 'unknown' })
  assert.deepEqual(answer(200, '', '', ''), { kind: 'unknown' })
})

test('a row is found by words in any order, without case and accents', () => {
  assert.equal(folded('  Siôn\n  ÉCLAIR '), 'sion eclair')
  assert.ok(matches(folded('Northshire 012 Ysgol Siôn'), folded('SION north')))
  assert.ok(!matches(folded('Northshire 012'), folded('north 013')))
  assert.ok(matches('anything', ''))
})

test('Welsh and English say all the same things, each in its own words', () => {
  const leaves = (value, path = '') => Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'object' ? leaves(inner, `${path}${key}.`) : [[`${path}${key}`, typeof inner === 'function' ? inner('{1}', '{2}', '{3}', '{4}') : inner]])
  const english = new Map(leaves(wordsFor('en-GB')))
  const welsh = new Map(leaves(wordsFor('cy-GB')))
  assert.deepEqual([...welsh.keys()], [...english.keys()])
  const places = sentence => [...sentence.matchAll(/\{\d\}/g)].map(([place]) => place).sort()
  for (const [key, sentence] of english) {
    assert.ok(sentence.length > 0 && welsh.get(key).length > 0, key)
    assert.deepEqual(places(welsh.get(key)), places(sentence), key)
    if (key !== 'map.kind') assert.notEqual(welsh.get(key), sentence, key)
  }
  assert.equal(wordsFor('fr'), wordsFor('en'))
  assert.equal(wordsFor('cyx'), wordsFor('en'))
})
