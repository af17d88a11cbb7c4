// SPDX-License-Identifier: Apache-2.0
// What Nunjucks itself gives for tests/templates/cases and for the pages, for the test of the renderer to compare.
//
//   node expect.mjs OUT     writes [{ template, context, html }]
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { readWords } from '../../web/build/words.mjs'

const here = path.dirname(fileURLToPath(import.meta.url))
const root = path.resolve(here, '../..')
const nunjucks = createRequire(path.join(root, 'package.json'))('nunjucks')
const words = readWords(path.join(root, 'web/locales')).en

const environment = new nunjucks.Environment(new nunjucks.FileSystemLoader([
  path.join(here, 'cases'), path.join(root, 'web/templates'), path.join(root, 'node_modules/govuk-frontend/dist')
]), { autoescape: true, trimBlocks: true, lstripBlocks: true })
environment.addGlobal('t', (key, places = {}) => words[key].replace(/\{(\w+)\}/g, (whole, name) => places[name] ?? whole))

const read = name => JSON.parse(readFileSync(path.join(here, name), 'utf8'))
const shared = read('context.json')
const cases = readdirSync(path.join(here, 'cases')).filter(name => name.endsWith('.njk')).sort()
  .map(template => ({ template, context: shared }))
cases.push(...read('pages.json'))
for (const one of cases) one.html = environment.render(one.template, one.context)
writeFileSync(process.argv[2], JSON.stringify(cases))
