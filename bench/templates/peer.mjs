// SPDX-License-Identifier: Apache-2.0
// The peer of template_bench: the same page by Nunjucks in Node.
//
//   node peer.mjs FOLDER --context     writes FOLDER/bench-context.json
//   node peer.mjs FOLDER               times Nunjucks; exit code 1 where FOLDER/bench-ours.html differs
import { createRequire } from 'node:module'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { readWords } from '../../web/build/words.mjs'

const here = path.dirname(fileURLToPath(import.meta.url))
const root = path.resolve(here, '../..')
const folder = process.argv[2]

function context() {
  return {
    page: { title: 'Feeds', path: '/feeds', lang: 'en' }, assets: { css: '/assets/main-1.css', js: '/assets/main-1.js', icon: '/i.svg' },
    hub: { name: 'Northshire & Co', synthetic: true }, csrf: 'token', errors: [{ text: 'Enter a name', href: '#name' }],
    user: { name: 'A. Analyst', agency: 'Northshire Police', navigation: ['Feeds', 'Agreements', 'Releases', 'Ledger'].map((text, i) => ({ text, href: `/${text}`, active: i === 0 })) },
    form: { name: 'A & E <data>', from: { 'from-day': '1', 'from-month': '2', 'from-year': '2026' }, form: 'rows', agency: 'b', agencies: ['a', 'b', 'c', 'd', 'e'].map(value => ({ value, text: `Agency ${value}` })) },
    submissions: Array.from({ length: 50 }, (_, i) => ({ id: `01a2-${i}`, file: `istv-2026-${i}.csv`, month: 'November 2026', rows: 1000 + i, state: i % 3 ? 'accepted' : 'quarantined' }))
  }
}

if (process.argv[3] === '--context') {
  writeFileSync(path.join(folder, 'bench-context.json'), JSON.stringify(context()))
  process.exit(0)
}
const nunjucks = createRequire(path.join(root, 'package.json'))('nunjucks')
const words = readWords(path.join(root, 'web/locales')).en
const environment = new nunjucks.Environment(new nunjucks.FileSystemLoader([
  here, path.join(root, 'web/templates'), path.join(root, 'node_modules/govuk-frontend/dist')
]), { autoescape: true, trimBlocks: true, lstripBlocks: true })
environment.addGlobal('t', (key, places = {}) => words[key].replace(/\{(\w+)\}/g, (whole, name) => places[name] ?? whole))
const data = context()
let html = ''
for (let i = 0; i < 100; i++) html = environment.render('bench.njk', data)
const start = process.cpuUsage()
const pages = 400
for (let i = 0; i < pages; i++) html = environment.render('bench.njk', data)
const { user, system } = process.cpuUsage(start)
console.log(`nunjucks ${((user + system) / 1000 / pages).toFixed(3)} ms a page of ${Buffer.byteLength(html)} bytes`)
process.exit(html === readFileSync(path.join(folder, 'bench-ours.html'), 'utf8') ? 0 : 1)
