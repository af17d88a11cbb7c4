// SPDX-License-Identifier: Apache-2.0
// What the pages of drafts are given, as the C++ side makes it. All of it is made up.

const titled = (id, title) => ({ id, title })
const codes = [['R04', 'Field not permitted'], ['R07', 'Not necessary or not proportionate as asked'], ['R11', 'More detrimental to the child than not sharing']].map(([id, reason]) => titled(id, `${id}: ${reason}`))
const conditions = ['necessity', 'trained', 'case', 'consent', 'office-hours']
const field = (id, title, more = {}) => ({
  rule: 'figures', field: id, title, as: 'count', form: 'aggregate', why: 'To see where violence is', givers: ['Northshire Police'], takers: ['Northshire Community Safety Partnership'],
  use: 'To plan where officers walk and when', answers: [], may_ask: false, may_answer: true, ...more
})
const refused = { agency: 'Northshire Police', answer: 'refuse', form: '', as: '', condition: '', code: 'R07', code_means: 'Not necessary or not proportionate as asked', reason: 'Nobody needs the hour', signed_off_by: '' }
const fields = [field('police.count_by_area_quarter', 'Police reports by area and quarter'), field('police.count_by_cell', 'Police reports by square of the map'),
  field('police.count_by_weekday_hour', 'Police reports by weekday and hour', { answers: [refused] }), field('police.count_by_area_month', 'Police reports by area and month', { use: '' })]
const items = (ticked = []) => fields.slice(0, 2).map(one => ({ id: `${one.rule}/${one.field}`, title: one.title, use: one.use, rule: one.rule, ticked: ticked.includes(one.field) }))
const model = (more = {}) => ({
  id: '019f2', reference: 'isa.northshire.police@2', title: 'Police figures for the partnership', fields, chosen: null, open: 3, yaml: 'agreement:\n  format: concordat-agreement/1\n', sha256: 'ab'.repeat(32),
  findings: [], step_up: false, lead: true, alike: { items: items(), conditions, codes }, ...more
})
const chosen = { ...fields[0], choices: { forms: [], transforms: [titled('band', 'Band')], conditions, codes } }

export const examples = {
  'drafts-list': { page: 'drafts/list', model: { document: '', may_add: true, step_up: false, drafts: [{ id: '019f2', reference: 'isa.northshire.police@2', title: 'Police figures for the partnership', agency: 'Northshire Community Safety Partnership', added: { at: '2026-11-21T10:00:00.000Z', words: '21 November 2026, 10:00' }, open: 3 }] } },
  'drafts-draft': { page: 'drafts/draft', model: model() },
  'drafts-draft-chosen': { page: 'drafts/draft', model: model({ chosen }) },
  'drafts-draft-alike-faulty': { page: 'drafts/draft', model: model({ alike: { items: items(['police.count_by_cell']), conditions, codes } }), faults: [{ field: 'item', text: 'A refusal needs a code, R00 to R18, and a reason of three words or more.' }] }
}
