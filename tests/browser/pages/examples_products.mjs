// SPDX-License-Identifier: Apache-2.0
// What the pages of products are given, as the C++ side makes it. All of it is made up.

const svg = `data:image/svg+xml;base64,${Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 400"><rect width="760" height="400" fill="#abd0e6"/></svg>').toString('base64')}`
const instant = words => ({ at: '2026-11-21T14:03:00.000Z', words })
const row = (more = {}) => ({
  id: '01a2', product: 'strategic-assessment', title: 'Strategic assessment', number: 2, purpose: 'strategic-assessment', quarter: '', opened_by: 'analyst.csp', opened_at: '2026-11-21T14:03:00.000Z', version: 4, told: '5c1f0b7d22e94a08', signed: false, as_entered: true,
  href: '/products/editions/01a2', opened: instant('21 November 2026, 14:03'), ...more
})
const signed = { signed: true, signed_by: 'chief.csp', signed_at: '2026-11-22T09:00:00.000Z', signed_when: instant('22 November 2026, 09:00'), content_hash: 'a'.repeat(64), ledger_index: 321 }
const products = [
  { id: 'strategic-assessment', title: 'Strategic assessment', about: 'What violence there is, what changed, why, and what the partnership means to do.', law: 'S.I. 2007/1830, regulation 7', purposes: ['strategic_assessment'], sign_off: ['strategic-lead'], tables: [], every: 'once a year', next: { on: '2027-11-22', words: '22 November 2027' }, purpose_choices: [{ id: 'strategic-assessment', title: "The partnership's yearly strategic assessment" }] },
  { id: 'ed-loop-return', title: 'Return to the emergency department', about: 'What became of the data that the department gave.', law: '', purposes: ['violence_hotspot_analysis'], sign_off: ['strategic-lead'], tables: [], every: 'every month', next: null, purpose_choices: [] }
]
const table = (heading, ...rows) => ({ heading, rows })
const part = (name, title, more) => ({ name, title, period: '2026-Q3', file: '/releases/01a2/files/table.csv', row_heading: 0, squares: false, ...more })
const figure = (name, title, parts, more = {}) => ({ table: name, title, release: '01a3', href: '/releases/01a3', ledger_index: 226, period: '2026-Q3', reason: '', why: '', remedy: '', refused: [], released_at: '2026-11-21T14:00:00.000Z', released: instant('21 November 2026, 14:00'), data_version: '2025-Q1..2026-Q3@2026-11-21 lsoa-2021:0c4314f7', in_short: [], files: ['summary.txt'], findings: [{ warning: true, text: 'Fewer than 30 reports.' }, { warning: false, text: '33 squares stand out by more than chance.' }], parts, ...more })
const missing = more => figure('violence-change', 'What has changed', [], { release: '', released_at: '', released: null, data_version: '', ledger_index: 0, period: '', files: [], findings: [], why: 'There was no complete quarter before to compare with.', remedy: "'concordat release' tells each reason.", ...more })
const refusal = { source: 'Emergency department', code: 'R01', reason: 'no-agreement', field: 'istv.count_by_cell', why: 'No agreement that is in force covers it.', remedy: 'Ask the hospital for one.' }
const section = (id, title, more) => ({ id, title, law: '', ask: '', tables: [], works: [], words: '', written_by: '', written_at: '', writing: '', kept: true, found: [], figures: [], ...more })
const written = { words: 'The market stays hot on Friday nights.\n\nThe bus station no longer does.', written_by: 'analyst.csp', written_at: '2026-11-21T15:00:00.000Z', written: instant('21 November 2026, 15:00') }
const squares = part('violence-hotspots', 'Places where violence gathers', { squares: true, picture: svg, classes: ['1 (not hot)', '2 (hot)', '3 (hot in at least four of five resamples)'].map((meaning, i) => ({ class: String(i + 1), meaning })), table: table(['West (m)', 'South (m)', 'Side (m)', 'Class', 'Meaning'], ['416500', '486000', '250', '3', '3 (hot)']) })
const areas = part('violence-by-area', 'Violence by area and quarter', { picture: svg, row_heading: 1, table: table(['Code', 'Area', '2026-Q2', '2026-Q3', 'Total'], ['E01099001', 'Norchester 013D', '60', '*', '60'], ['', 'Total', '60', '*', '60']) })
const costs = {
  lines: [{ item: 'A report to the police: violence without to violence with injury', source: 'Police', sector: 'all of society', reports: 2980, reports_words: '2,980', unit_low_words: '5,930', unit_high_words: '14,050', quarters: 4, first: '2025-Q3', last: '2026-Q3', unit_low: 5930, unit_high: 14050, low: 17671400, high: 41869000, low_words: '17.7 million', high_words: '41.9 million', price_base: '2015/16', from: 'Home Office Research Report 99', url: 'https://www.gov.uk/', checked: false, changed_by: '', changed_on: '', why: '' },
    { item: 'An attendance at the emergency department', source: 'Emergency department', sector: 'health', reports: 130, reports_words: '130', unit_low_words: '140', unit_high_words: '190', quarters: 4, first: '2025-Q3', last: '2026-Q3', unit_low: 140, unit_high: 190, low: 18200, high: 24700, low_words: '18,200', high_words: '24,700', price_base: '2024/25', from: "The trust's own costing", url: 'https://example.org', checked: true, changed_by: 'finance.csp', changed_on: '2026-11-28', why: 'The shipped figure is of 2013/14' }],
  without: ['Ambulance'], in_short: ['Prices of 2015/16 and 2024/25 stand beside each other. No index of prices is held, so they are not brought to one year.', 'No unit cost is held for what police and justice alone bear, because no source that is known splits the violence counted here by sector: where a line is of all of society, it holds that undivided.']
}
const limits = (quarter, low, high, wide) => ({ quarter, expected_low: low, expected_high: high, low_80: low - wide, high_80: high + wide, low_95: low - 2 * wide, high_95: high + 2 * wide })
const projection = [{ source: 'Police', quarters: [limits('2026-Q4', 728, 728, 90), limits('2027-Q1', 728, 728, 110)], rests_on: 6, hidden: 0, why_none: '' }, { source: 'Emergency department', quarters: [limits('2026-Q4', 31, 33, 9), limits('2027-Q1', 31, 33, 12)], rests_on: 6, hidden: 2, why_none: '' }, { source: 'Ambulance', quarters: [], rests_on: 2, hidden: 0, why_none: 'There are too few complete quarters to say what may come.' }]
const basis = { sources: ['Police: a half to three quarters'], coverage: ['Police: with a place in this area nine tenths or more'], limits: ['Figures are reports, not incidents.'], missing: ['What has changed: There was no complete quarter before to compare with.'] }
const changes = [
  { title: 'How complete the reports are', file: 'violence-completeness.csv', period_before: '2025-Q1 to 2026-Q2', period_now: '2025-Q1 to 2026-Q3', cells: [{ row: 'Police 2026-Q2', column: 'Reports', before: '700', now: '735' }], new_columns: [], squares_came: 0, squares_went: 0 },
  { title: 'Violence by area and quarter', file: 'violence-by-area.csv', period_before: '2026-Q2', period_now: '2026-Q3', cells: [], new_columns: ['2026-Q3'], squares_came: 0, squares_went: 0 },
  { title: 'Places where violence gathers', file: 'violence-hotspots.csv', period_before: '2026-Q2', period_now: '2026-Q3', cells: [], new_columns: [], squares_came: 3, squares_went: 5 }
]
const edition = (more = {}) => ({
  page: 'products/edition',
  model: {
    ...row(), about: products[0].about, law: products[0].law, purpose_title: "The partnership's yearly strategic assessment", victim_first: false, may_sign: false, may_write: true, may_publish: false, share_with: [], unsaved: null, compared_with: null, changes: [], basis, costs, projection, figures: [],
    sections: [
      section('levels', 'Levels and patterns', { law: 'regulation 7(a)', ask: 'Say in plain words how much violence was reported.', figures: [figure('violence-by-area', 'Violence by area and quarter', [areas]), figure('violence-hotspots', 'Places where violence gathers, and stays', [squares])] }),
      section('changes', 'Changes since the last assessment', { ask: 'Say what changed by more than chance.', works: ['changes'], figures: [missing()] }),
      section('cost', 'What violence costs, and what may come', { works: ['costs', 'projection'] }), section('basis', 'What these figures rest on', { works: ['sources', 'limits'] })
    ],
    ...more
  }
})
const told = edition().model.sections.map(one => one.ask ? { ...one, ...written } : one)

const period = (months, state, days_late = 0) => ({ months, state, due_by: '2026-12-15', days_late })
const deliveries = [
  { feed: 'police-incidents', title: 'Incidents', agency: 'northshire-police', agency_name: 'Northshire Police', source: 'Police', periods: [period('2026-08', 'arrived'), period('2026-09', 'arrived'), period('2026-10', 'due')], shows: 'nothing', taken_in: '', gaps: [] },
  { feed: 'ed-istv', title: 'Assault attendances', agency: 'northshire-general-ed', agency_name: 'Northshire General Hospital', source: 'Emergency department', periods: [period('2026-06', 'late', 130), period('2026-08', 'arrived'), period('2026-09', 'arrived'), period('2026-10', 'failed')], shows: 'fields', taken_in: 'nine tenths or more', gaps: [{ field: 'place of the assault', filled: 'a half to three quarters' }, { field: 'weapon', filled: 'three quarters to nine tenths' }] },
  { feed: 'ambulance-calls', title: 'Calls', agency: 'northshire-ambulance', agency_name: 'Northshire Ambulance Service', source: 'Ambulance', periods: [period('2026-10', 'arrived')], after_figures: '2026-11-20', uncounted_in: '2026-Q3', shows: 'fields', taken_in: 'nine tenths or more', gaps: [] },
  { feed: 'calls-of-old', title: 'Calls of old', agency: 'northshire-ambulance', agency_name: 'Northshire Ambulance Service', source: 'Ambulance', periods: [], shows: 'rows', taken_in: '', gaps: [] }
]
const item = (number, title, state, more = {}) => ({ number, title, law: 'S.I. 2007/1831, Schedule', note: '', holders: ['Northshire Police'], state, feed: 's17a-police', due_by: '2026-12-31', quarter: '2026-Q3', counted: false, ...more })
const prescribed = [
  item('1(a)', 'anti-social behaviour incident', 'arrived', { note: 'NSIR was re-cast in 2011.' }), item('2(h)', 'crime: violence against the person', 'arrived', { counted: true }), item('3(a)', 'deliberate primary fire not in a vehicle', 'late', { holders: ['Northshire Fire and Rescue'] }),
  item('5', 'road traffic collision', 'due'), item('7', 'racial incident', 'failed'), item('9(a)', 'hospital admission: assault', 'no-feed', { holders: ['Northshire General Hospital', 'Northshire ICB'] }), item('11(a)', 'mental illness outpatient first attendances', 'no-holder', { holders: [], feed: '', due_by: '' }), item('12', 'ambulance call', 'not-expected')
]

const publication = (more = {}) => ({
  id: '01b1', edition: '01a1', agency: 'northshire-csp', agency_name: 'Northshire Community Safety Partnership', product: 'hotspot-brief', title: 'Hotspot brief for neighbourhoods', number: 2, quarter: '2026-Q3', needed: ['northshire-police', 'northshire-general-ed'],
  proposed_by: 'chief.csp', proposed_at: '2026-11-22T09:30:00.000Z', proposed: instant('22 November 2026, 09:30'), ledger_index: 330, content_hash: 'b'.repeat(64), state: 'proposed', ended_at: '', ended_index: 0, answers: [],
  said: [{ agency: 'Northshire Police', member: 'governance.police', yes: true, ledger_index: 331, when: instant('22 November 2026, 10:00') }], waiting: ['Northshire General'], href: '/products/public/01b1', ...more
})
const made_public = { state: 'published', ended_at: '2026-11-23T09:00:00.000Z', ended: instant('23 November 2026, 09:00'), ended_index: 340, waiting: [] }
const public_content = {
  sections: [{ title: 'Where', words: 'The market stays hot on Friday nights.' }],
  tables: [{ source: 'Police', quarter: '2026-Q3', smallest: 8, picture: svg, figures: [{ code: 'E01099001', name: 'Norchester 013D', value: 60, shown: '60' }, { code: 'E01099002', name: 'Norchester 013E', shown: '*' }, { code: '', name: 'All areas together', value: 733, shown: '733' }] }],
  left_out: [{ what: 'When', why: 'The commentary holds a full date.' }, { what: 'Places where violence gathers', why: 'It was made for partners, and no rule makes it public.' }],
  has_map: true, method: ['Each count is changed a little.'], limits: ['Figures are reports, not incidents.']
}
const share = (more = {}) => ({
  id: '01c1', edition: '01a1', agency: 'northshire-csp', agency_name: 'Northshire Community Safety Partnership', product: 'hotspot-brief', title: 'Hotspot brief for neighbourhoods', number: 2, readers: ['northshire-council', 'northshire-police'], reader_names: ['Northshire Council', 'Northshire Police'],
  needed: ['northshire-police', 'northshire-general-ed'], offered_by: 'chief.csp', offered_at: '2026-11-22T09:30:00.000Z', offered: instant('22 November 2026, 09:30'), ledger_index: 345, state: 'offered', why: '', why_words: '', ended_by: '', ended_at: '', ended_index: 0, answers: [],
  said: [{ agency: 'Northshire Police', member: 'governance.police', yes: true, ledger_index: 346, when: instant('22 November 2026, 10:00') }], waiting: ['Northshire General'], may_answer: false, may_end: false, may_read: false, href: '/products/shared/01c1', ...more
})
const taken_back = { state: 'ended', why: 'wrong', why_words: 'something in it is wrong', ended_by: 'chief.csp', ended_at: '2026-11-23T09:00:00.000Z', ended: instant('23 November 2026, 09:00'), ended_index: 350, waiting: [] }
const one_publication = (more = {}) => ({ page: 'products/publication', model: { ...publication(), content: public_content, may_answer: false, may_withdraw: false, ...more } })

export const examples = {
  'publications-none': { page: 'products/publications', model: { publications: [] } },
  'publications': { page: 'products/publications', model: { publications: [publication(), publication({ ...made_public, id: '01b0', href: '/products/public/01b0', number: 1 }), publication({ id: '01af', state: 'declined', ended_at: '2026-11-20T09:00:00.000Z', ended: instant('20 November 2026, 09:00'), waiting: [], title: 'Fact pack', href: '/products/public/01af' })] } },
  'publication-to-answer': one_publication({ may_answer: true }),
  'publication-own': one_publication({ may_withdraw: true, needed: [], waiting: [], said: [] }),
  'publication-public': one_publication(made_public),
  'publication-declined': one_publication({ state: 'declined', ended_at: '2026-11-20T09:00:00.000Z', ended: instant('20 November 2026, 09:00'), waiting: [], content: null }),
  'products-may-publish': edition({ ...signed, may_write: false, may_publish: true, sections: told, share_with: [{ id: 'northshire-police', name: 'Northshire Police', supplies: true }, { id: 'northshire-council', name: 'Northshire Council', supplies: false }] }),
  'products-shares-none': { page: 'products/shares', model: { shares: [] } },
  'products-shares': { page: 'products/shares', model: { shares: [share(), share({ id: '01c2', href: '/products/shared/01c2', state: 'shared' }), share({ id: '01c3', href: '/products/shared/01c3', ...taken_back }), share({ id: '01c4', href: '/products/shared/01c4', state: 'declined', ended: instant('23 November 2026, 10:00'), ended_index: 351 })] } },
  'products-share-to-answer': { page: 'products/share', model: share({ may_answer: true, may_read: true }) },
  'products-share-own': { page: 'products/share', model: share({ state: 'shared', waiting: [], may_end: true }), faults: [{ field: 'because', text: 'Choose the reason.' }] },
  'products-share-ended': { page: 'products/share', model: share(taken_back) },
  'products-shared-edition': { page: 'products/shared-edition', model: { ...edition({ ...signed, sections: told.filter(one => one.id !== 'changes') }).model, share: share({ state: 'shared', may_read: true }) } },
  'products-shared-words': { page: 'products/shared-edition', model: { ...edition({ ...signed, sections: told.map(one => ({ ...one, works: [], figures: one.figures?.map(figure => missing({ table: figure.table, title: figure.title, why: 'Each reader gets a figure of its own through the gate, as its agreements permit.', remedy: '' })) })) }).model, share: share({ may_answer: true, may_read: true }) } },
  'products-none': { page: 'products/list', model: { products, editions: [], chosen: '' } },
  'products-list': { page: 'products/list', model: { products, editions: [row(), row({ ...signed, id: '01a1', number: 1, href: '/products/editions/01a1' })], chosen: 'strategic-assessment' } },
  'products-draft': edition(),
  'products-ed-loop': edition({ title: 'Return to the emergency department', product: 'ed-loop-return', as_of: '2026-11-21', deliveries, sections: [section('completeness', 'What was complete, and what was not', { ask: 'Thank the department.', works: ['deliveries'] })] }),
  'products-ed-loop-no-feed': edition({ title: 'Return to the emergency department', product: 'ed-loop-return', deliveries: [], sections: [section('completeness', 'What was complete, and what was not', { works: ['deliveries'] })] }),
  'products-s17a': edition({ title: 'Quarterly return under section 17A', product: 's17a-quarterly', prescribed, sections: [section('missing', 'What is missing, and when it comes', { ask: 'Go through the items.', works: ['prescribed', 'sources', 'limits'] })] }),
  'products-victim-first': edition({ title: 'Problem profile: violence and exploitation of women and girls', victim_first: true, sections: [section('harm', 'What is suffered, and by how many', { ask: 'Harm first.', ...written, found: ["what may be a person's name", 'a full date'] })] }),
  'products-two-writers': edition({ unsaved: { section: 'levels', words: 'What I typed.' } }),
  'products-not-entered': { page: 'products/list', model: { products, editions: [row({ ...signed, as_entered: false })], chosen: '' } },
  'products-to-sign': edition({ may_sign: true, sections: told, compared_with: 1, changes }),
  'products-signed': edition({ ...signed, may_write: false, sections: told.map(one => one.id === 'changes' ? { ...one, figures: [missing({ refused: [refusal], why: 'The agreements do not permit it today.', remedy: '' })] } : one), compared_with: 1 }),
  'products-words-gone': edition({ ...signed, may_write: false, sections: told.map(one => one.ask ? { ...one, words: '', kept: false } : one) })
}
