// SPDX-License-Identifier: Apache-2.0
// What the pages of definitions are given, as the C++ side makes it: of the fields those that are shipped.
import { readFileSync } from 'node:fs'

const lines = readFileSync(new URL('../../../definitions/fields.csv', import.meta.url), 'utf8').split('\n')
const of = Object.fromEntries(lines[0].split(',').map((name, place) => [name, place]))
const rows = lines.slice(1).filter(line => line !== '').map(line => line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).map(cell => cell.replace(/^"|"$/g, '')))
const families = keep => {
  const all = new Map()
  for (const row of rows) {
    const entry = { id: row[of.aliases].split(/[|; ]/)[0], title: row[of.label], note: row[of.depersonalise], more: row[of.synonyms].split('|').filter(one => one !== ''), family: row[of.domain] }
    if (keep(entry)) all.set(entry.family, [...all.get(entry.family) ?? [], entry])
  }
  return [...all].map(([id, entries]) => ({ id, entries }))
}
const count = list => list.reduce((sum, family) => sum + family.entries.length, 0)
const model = (kind, list, words = '', all = count(list)) => ({ page: 'definitions/kind', model: { kind, words, found: count(list), all, families: list } })
const whole = families(() => true)

export const examples = {
  'definitions-kinds': { page: 'definitions/kinds', model: { kinds: [['fields', count(whole)], ['purposes', 31], ['bodies', 72], ['gateways', 89], ['roles', 24], ['refusals', 19]].map(([id, many]) => ({ id, count: many, href: `/definitions/${id}` })) } },
  'definitions-fields': model('fields', whole),
  'definitions-fields-sought': model('fields', families(entry => entry.title.toLowerCase().includes('place')), 'place', count(whole)),
  'definitions-nothing': model('fields', [], 'unicorn', count(whole)),
  'definitions-roles': model('roles', [{ id: '', entries: [{ id: 'analyst', title: 'Analyst', note: '' }, { id: 'conference-chair', title: 'Chairs a conference', note: '' }] }])
}
