// SPDX-License-Identifier: Apache-2.0
// What the page of published quarters is given, as the C++ side makes it. All of it is made up.

const at = words => ({ at: '2026-11-21T10:00:00.000Z', words })
const quarter = (name, more = {}) => ({
  quarter: name, revision: 1, boundaries: 'lsoa-2021:5f3a09c1', closed_at: '2026-11-21T10:00:00.000Z', closed: at('21 November 2026, 10:00'), ledger_index: 321,
  sources: [], feeds: ['police-incidents', 'ed-istv', 'ambulance-calls'], later: [], usable: true, state: '', ...more
})
const proposal = (more = {}) => ({ revision: 2, reason: 'late-reports', words: 'many reports came late', by: 'analyst.csp', agency: 'northshire-csp', agency_name: 'Northshire Community Safety Partnership', at: '2027-01-04T09:00:00.000Z', made: at('4 January 2027, 09:00'), lapses: '2027-01-18', may_confirm: true, ...more })
const reasons = [['late-reports', 'many reports came late'], ['wrong-reports', 'reports were wrong, and have been put right'], ['source-added', "another agency's reports are held now"]].map(([id, title]) => ({ id, title }))
const model = (quarters, chosen = '') => ({ page: 'releases/quarters', model: { quarters, reasons, days: 28, chosen } })

export const examples = {
  'quarters-none': model([]),
  'quarters-closed': model([quarter('2026-Q3', { later: ['police-incidents'] }), quarter('2026-Q2', { revision: 2 })], '2026-Q3'),
  'quarters-proposed': model([quarter('2026-Q3', { later: ['ed-istv'], proposal: proposal() }), quarter('2026-Q2', { proposal: proposal({ may_confirm: false }) })]),
  'quarters-unusable': model([quarter('2026-Q3', { usable: false, state: 'no new figures can be made of it: reports that count in it have been deleted' })])
}
