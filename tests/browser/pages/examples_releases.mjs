// SPDX-License-Identifier: Apache-2.0
// What the pages of releases and of published quarters are given, as the C++ side makes it. All of it is made up.

const at = words => ({ at: '2026-11-21T10:00:00.000Z', words })
const quarter = (name, more = {}) => ({
  quarter: name, revision: 1, boundaries: 'lsoa-2021:5f3a09c1', closed_at: '2026-11-21T10:00:00.000Z', closed: at('21 November 2026, 10:00'), ledger_index: 321,
  feeds: ['police-incidents', 'ed-istv', 'ambulance-calls'], feed_titles: ['Police incidents', 'Emergency department assaults', 'Ambulance calls'], later: [], later_titles: [], usable: true, state: '', may_propose: true, propose_from: '', ...more
})
const proposal = (more = {}) => ({ revision: 2, reason: 'late-reports', words: 'many reports came late', by: 'analyst.csp', agency: 'northshire-csp', agency_name: 'Northshire Community Safety Partnership', at: '2027-01-04T09:00:00.000Z', made: at('4 January 2027, 09:00'), lapses: '2027-01-18', may_confirm: true, ...more })
const reasons = [['late-reports', 'many reports came late'], ['wrong-reports', 'reports were wrong, and have been put right'], ['source-added', "another agency's reports are held now"]].map(([id, title]) => ({ id, title }))
const model = (quarters, chosen = '') => ({ page: 'releases/quarters', model: { quarters, reasons, days: 28, chosen } })

const release = (id, more = {}) => ({ id, href: `/releases/${id}`, table: 'violence-map', title: 'Where violence is reported', period: '2026-Q3', purpose: 'violence-hotspot-analysis', purpose_title: 'Finding when and where violence happens', created: at('21 November 2026, 10:00'), ledger_index: 226, stopped: false, ...more })
const list = releases => ({
  page: 'releases/list',
  model: {
    releases, any_stopped: releases.some(one => one.stopped), chosen_table: '', chosen_purpose: '', filters: [{ title: 'Time of day', parts: [{ id: 'night', title: '22:00 to 06:00' }, { id: 'daytime', title: '06:00 to 18:00, or time not known' }] }], purposes: [{ id: 'violence-hotspot-analysis', title: 'Finding when and where violence happens' }],
    tables: [{ id: 'violence-map', title: 'Where violence is reported', covers: 'A map in five classes for one complete quarter.' }, { id: 'violence-rates', title: 'Violence by area per 1,000 residents', covers: 'Reports in a complete quarter for every 1,000 residents, with 95% limits.' }]
  }
})
const file = (name, media_type) => ({ name, media_type, bytes: 14336, size_words: '14 kB', sha256: 'a'.repeat(64), href: `/releases/01a2/files/${name}` })
const about = [['Title', 'Where violence is reported'], ['Period', '2026-Q3'], ['Method', 'Exact Gaussian density in five classes'], ['Data version', '2024-Q4..2026-Q2@2026-08-01 2026-Q3@2026-11-20:2 lsoa-2021:5f3a09c1']].map(([label, text]) => ({ label, text }))

const lines = all => Object.entries(all).map(([what, result]) => ({ what, result }))

export const examples = {
  'releases-none': list([]),
  'releases-list': list([release('01a2'), release('01a1', { stopped: true, title: 'Violence by area and quarter', period: '2024-Q4 to 2026-Q3' })]),
  'releases-one': { page: 'releases/release', model: { id: '01a21d47-bf4e-7075-b07f-4e090a96badc', period: '2026-Q3', heading: 'Where violence is reported, 2026-Q3', recipient_name: 'Northshire Community Safety Partnership', purpose_title: 'Finding when and where violence happens', ledger_index: 226, rules: ['isa.northshire.police-to-partnership@1#figures'], files: [file('violence-map.csv', 'text/csv'), file('violence-map.svg', 'image/svg+xml')], about } },
  'releases-report': { page: 'releases/report', model: {
    title: 'Disclosure control: Violence by area and quarter', heading: 'Disclosure control: Violence by area and quarter, 2024-Q4 to 2026-Q3', recipient_name: 'Northshire Community Safety Partnership', refused: false, back: '/releases/01a2', back_words: 'release',
    release: lines({ Table: 'violence-by-area', Period: '2024-Q4 to 2026-Q3', 'Released to': 'Northshire Community Safety Partnership', Release: '01a21d47-bf4e-7075-b07f-4e090a96badc', 'Ledger index': '226', Agreement: 'isa.northshire.police-to-partnership@1#figures' }),
    done: lines({ Rule: '0 stays 0, 1 to 7 are hidden, other counts go to the nearest 5.', 'Smallest group': '8 reports: the least that holds everywhere', 'Cells with counts': '240: 118 show a number, 12 are 0, 0 are not available', 'Cells hidden': '110, each because it is small; none had to be hidden to guard another, because totals add up the numbers shown', 'Smallest number shown': '10' }),
    attacks: lines({ 'Totals against what is hidden': 'nothing: every total is the sum of the numbers shown', 'Undoing the map: Where violence is reported': '3 groups of squares by themselves; none is explained by one spot that is told more closely than a square is wide', 'Range of each hidden cell, from this release alone': 'none told: the one that is narrowed most may still be any of 7 numbers', 'Laid beside all that this agency was given before': '3 earlier releases with counts. Other figures speak of 30 of the 110 hidden cells; none told: the one that is narrowed most may still be any of 7 numbers' }),
    limits: ['What the reader knows from elsewhere: its own records, the news, neighbours.', 'The groups are of reports, not of people.'] } },
  'releases-report-refused': { page: 'releases/report', model: {
    title: 'Nothing was released: Violence by area and quarter', heading: 'Nothing was released: Violence by area and quarter', recipient_name: 'Northshire Community Safety Partnership', refused: true, back: '/releases', back_words: 'list', release: lines({ Table: 'violence-by-area', 'Asked by': 'Northshire Community Safety Partnership', Purpose: 'Immigration enforcement', 'Ledger index': '230' }),
    done: lines({ Released: 'nothing', 'Refused with R03': 'No legal gateway carries this from this discloser to this recipient in this form. Look at the gateways the hub lists for the two agencies, or ask for a less identifying form.' }), attacks: [], limits: [] } },
  'releases-reports': { page: 'releases/reports', model: { agency: 'Northshire Police', reports: [{ id: '01a2', href: '/uses/01a2/report', title: 'Violence by area and quarter', period: '2024-Q4 to 2026-Q3', recipient_name: 'Northshire Community Safety Partnership', purpose_title: 'Strategic assessment', created: { at: '2026-11-21T10:00:00.000Z', words: '21 November 2026, 10:00' }, ledger_index: 226 }] } },
  'releases-reports-none': { page: 'releases/reports', model: { agency: 'Northshire Police', reports: [] } },
  'releases-records': { page: 'releases/records', model: { agencies: [{ id: 'northshire-general-ed', title: 'Northshire General Hospital, emergency department' }, { id: 'westmere-ed', title: 'Westmere Infirmary, emergency department' }], purposes: [{ id: 'violence-hotspot-analysis', title: 'Finding when and where violence happens' }], chosen_from: 'westmere-ed', chosen_purpose: '', quarter: '2026-Q3' } },
  'releases-records-of-nobody': { page: 'releases/records', model: { agencies: [], purposes: [], chosen_from: '', chosen_purpose: '', quarter: '' } },
  'quarters-none': model([]),
  'quarters-closed': model([quarter('2026-Q3', { later: ['police-incidents'], later_titles: ['Police incidents'] }), quarter('2026-Q2', { revision: 2, may_propose: false, propose_from: '2026-12-20' }), quarter('2026-Q1', { may_propose: false })], '2026-Q3'),
  'quarters-proposed': model([quarter('2026-Q3', { later: ['ed-istv'], later_titles: ['Emergency department assaults'], proposal: proposal() }), quarter('2026-Q2', { proposal: proposal({ may_confirm: false }) })]),
  'quarters-unusable': model([quarter('2026-Q3', { usable: false, may_propose: false, state: 'no new figures can be made of it: reports that count in it have been deleted' })])
}
