// SPDX-License-Identifier: Apache-2.0
// What the pages of equality monitoring are given, as the C++ side makes it. All of it is made up.

const when = { at: '2026-11-21T10:00:00.000Z', words: '21 November 2026, 10:00' }
const words = entries => entries.map(([id, title]) => ({ id, title }))
const quarters = [
  { quarter: '2026-Q3', href: '/equality/2026-Q3', agencies: [], agency_names: ['Northshire Community Safety Partnership'], missing: ['northshire-police'], missing_names: ['Northshire Police'], made: false },
  { quarter: '2026-Q2', href: '/equality/2026-Q2', agencies: [], agency_names: ['Northshire Community Safety Partnership', 'Northshire Police'], missing: [], missing_names: [], made: true, made_at: when.at, when, ledger_index: 321 }
]
const file_words = {
  measures: words([['referrals-made', 'Referrals made']]),
  residents: 'residents',
  characteristics: [{ id: 'sex', title: 'Sex', groups: words([['female', 'Female'], ['not-said', 'Not said or not known']]) }]
}
const report = {
  method: 'Counts of 1 to 7 are hidden (*); other counts are rounded to the nearest 5.',
  settings: 'as in every hub',
  notes: ['Small groups are hidden (*).', 'Totals add up the figures shown.'],
  characteristics: [{
    id: 'sex',
    title: 'Sex',
    groups: words([['female', 'Female'], ['male', 'Male'], ['not-said', 'Not said or not known']]),
    measures: words([['referrals-made', 'Referrals made'], ['disclosures-refused', 'Requests to share that were refused']]),
    counts: [['60', '*'], ['95', '20'], ['10', '*']],
    totals: ['165', '20'],
    rates: [{ measure: 'referrals-made', title: 'Referrals made', per: 1000, rows: [{ residents: '91200', rate: '0.7', low: '0.5', high: '0.8' }, { residents: '88800', rate: '1.1', low: '0.9', high: '1.3' }, { residents: 'not available', rate: 'not available', low: 'not available', high: 'not available' }] }]
  }]
}

export const examples = {
  'equality-for-an-officer': { page: 'equality/list', model: { quarters, may_send: true, file_words, blank_quarter: '2026-Q3', file_faults: [{ row: 1, column: 1, field: '', title: 'A column is none of the five of monitoring counts.', remedy: 'Take the column out.', about: '' }, { row: 4, column: 0, field: 'count', title: 'The groups of this characteristic add up to another number than those of another, for the same measure.', remedy: 'Count everybody once in each characteristic.', about: 'referrals-made: sex (rows 4, 5) adds up to fewer than age-band (rows 2, 3).' }] }, faults: [{ field: 'file', text: 'Nothing of the file was kept: it holds what is no count. Each place is named below.' }] },
  'equality-for-a-lead': { page: 'equality/list', model: { quarters, may_send: false, file_faults: [] }, faults: [] },
  'equality-none-yet': { page: 'equality/list', model: { quarters: [], may_send: true, file_words, blank_quarter: '2026-Q3', file_faults: [] }, faults: [{ field: 'quarter', text: 'That is no quarter. Write it as 2026-Q3.' }] },
  'equality-make': { page: 'equality/make', model: quarters[0], faults: [{ field: 'without_missing', text: 'Tick the box if the report is to be made without these agencies, or ask them first.' }] },
  'equality-make-all-there': { page: 'equality/make', model: { ...quarters[0], missing: [], missing_names: [] }, faults: [] },
  'equality-report': { page: 'equality/report', model: { quarter: '2026-Q2', when, ledger_index: 321, report, counted_names: ['Northshire Community Safety Partnership', 'Northshire Police'] }, faults: [] }
}
