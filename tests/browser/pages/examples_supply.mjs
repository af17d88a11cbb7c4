// SPDX-License-Identifier: Apache-2.0
// What the pages of home, feeds and files are given, as the C++ side makes it: each state a person can meet once.
// Name of the picture -> { page, model, errors }. All of it is made up.

const day = (on, words) => ({ on, words })
const november = { month: '2026-10', month_words: 'October 2026', due_by: day('2026-11-14', '14 November 2026') }

const openPeriod = (state, month, month_words, due) => ({ state, month, month_words, due_by: day('2026-11-14', due), late_words: state === 'late' ? '97 days late' : '' })
const late = (feed, title, agency, state) => ({ feed, title, agency, state, href: `/feeds/${feed}`, silent: false, late_words: '7 days late', ...november })

const home = {
  agency: 'Northshire General Hospital',
  uploads: [
    { id: '019ac1', feed: 'ed-assaults', file: 'ED assaults October 2026 (final) v2.csv', state: 'checked', href: '/uploads/019ac1' },
    { id: '019ac2', feed: '', file: '', state: 'to-map', href: '/uploads/019ac2' }
  ],
  links: { review: 12, assigned: 1, second: 2 },
  revisions: ['2026-Q2'],
  settings: [{ name: 'map-support', title: 'Reports near a square' }],
  most_shown: 10,
  drafts: [{ id: '019b1', title: 'Violence reduction conference', reference: 'isa.northshire.violence-conference@2', to_say: 12, to_answer: 3, href: '/drafts/019b1' }],
  own_feeds: 1,
  own_open: [{ ...late('ed-assaults', 'Emergency department assaults', 'Northshire General Hospital', 'late'), silent: true, late_words: '97 days late' }],
  agreed: [{ agreement: 'isa.northshire.ed-partnership@1', title: 'Emergency department assault data for violence prevention', agreed: 15, missing: 4, own: 4, href: '/agreements/isa.northshire.ed-partnership@1#supply' }],
  others_late: [
    late('ambulance-calls', 'Ambulance calls to violence', 'Northshire Ambulance Service', 'late'),
    late('police-incidents', 'Police incidents', 'Northshire Police', 'failed')
  ],
  doors: { sharing: true, places: true, releases: true, feeds: true, check: true, people: true, ledger: true, agreements: true, protection: true }
}
const nothingWaits = {
  agency: 'Northshire Council', uploads: [], links: null, revisions: [], settings: [], drafts: [], most_shown: 10, own_feeds: 1, own_open: [], others_late: [], agreed: [],
  doors: { sharing: true, places: false, releases: false, feeds: true, check: false, people: false, ledger: false, agreements: true }
}

const feed = (id, title, agency, standing, more = {}) => ({
  id, title, agency, own: false, profile: id, standing, files: 22, failed: 0, href: `/feeds/${id}`,
  latest: '2026-10', latest_words: 'October 2026',
  last_received: { at: '2026-11-06T09:12:00.000Z', words: '6 November 2026, 09:12' }, open: [], chase: ['sam.okafor', 'r.bevan'], ...more
})
const feeds = [
  feed('ed-assaults', 'Emergency department assaults', 'Northshire General Hospital', 'late', {
    own: true, chase: ['j.price'], latest: '2026-06', latest_words: 'June 2026',
    open: ['July', 'August', 'September', 'October', 'November'].map((name, at) => openPeriod('late', `2026-${at + 7}`, `${name} 2026`, '14 August 2026'))
  }),
  feed('police-incidents', 'Police incidents', 'Northshire Police', 'partly'),
  feed('ambulance-calls', 'Ambulance calls to violence', 'Northshire Ambulance Service', 'failed', {
    failed: 1, open: [openPeriod('failed', '2026-10', 'October 2026', '14 November 2026')]
  }),
  feed('school-list', 'Schools’ exclusions and managed moves', 'Northshire Council, Children’s Services', 'due', {
    chase: [], open: [openPeriod('due', '2026-10', 'October 2026', '30 November 2026')]
  }),
  feed('fire', 'Deliberate fires', 'Northshire Fire and Rescue', 'nothing-yet', { files: 0, latest: '', latest_words: '', last_received: null })
]

const submission = (number, state = 'accepted', more = {}) => ({
  id: `019ab${number}`, received: { at: '2026-11-06T09:12:00.000Z', words: '6 November 2026, 09:12' }, state,
  file: `ED_ASSAULTS_EXPORT_2026_${number}_final_corrected_v2.csv`, version: 1, profile: 'ed-istv', from: '2026-10', to: '2026-10',
  period: 'October 2026', read: 412, accepted: 390, quarantined: 18, skipped: 4, read_words: '412', accepted_words: '390',
  quarantined_words: '18', skipped_words: '4', delete_on: day('2029-11-06', '6 November 2029'), ...more
})
const oddMonths = [
  { month: '2026-05', month_words: 'May 2026', delivered: 'all-there', whole_from_percent: 40, reason: 'quiet-month', reason_words: 'it was a quiet month', said_by: 'g.lead', said_at: '2026-07-02T09:12:00.000Z', said: { at: '2026-07-02T09:12:00.000Z', words: '2 July 2026, 09:12' } },
  { month: '2026-06', month_words: 'June 2026', delivered: 'partly', whole_from_percent: 40, said: null, reason_words: '' }
]
const wholeReasons = [{ id: 'quiet-month', title: 'it was a quiet month' }, { id: 'closed-for-a-time', title: 'a site was closed, or open for a part of the month' }]
const ownFeed = {
  ...feeds[0], odd_months: oddMonths, may_say_whole: true, reasons: wholeReasons, chosen: '', most_shown: 200, may_send: true, may_see_quality: true, may_see_quarantine: true,
  submissions: [
    submission('10', 'accepted', { version: 2 }),
    submission('09', 'failed', { period: '', from: '', to: '', file: '', delete_on: null, quarantined: 0, quarantined_words: '0' }),
    ...Array.from({ length: 8 }, (_, at) => submission(`0${8 - at}`)),
    submission('00', 'erased')
  ]
}
const othersFeed = { ...feeds[2], odd_months: oddMonths.slice(1), may_say_whole: false, most_shown: 200, may_send: false, may_see_quality: false, may_see_quarantine: false, submissions: [submission('10')].map(one => ({ ...one, file: '' })) }
const newFeed = { ...feeds[4], most_shown: 200, may_send: false, may_see_quality: false, may_see_quarantine: false, submissions: [] }

const chart = 'data:image/svg+xml;base64,' + Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 48" width="240" height="48" role="img"><title>x</title><path d="M4 4H236M4 44H236" stroke="#b1b4b6" fill="none"/><path d="M4 30L60 28L120 12L236 10" stroke="#1d70b8" stroke-width="2" fill="none"/></svg>').toString('base64')
const monthNames = ['June 2026', 'July 2026', 'August 2026', 'September 2026', 'October 2026']
const qualityField = (id, title, direction) => ({
  id, title, chart, chart_words: `${title}: share of rows in which it is filled, month by month`, filled_words: '74.1%', usable_words: '98.0%',
  last_words: '81.5%', direction,
  months: monthNames.map((_, at) => (at === 2 ? { filled: null, filled_words: 'no data', usable: null, usable_words: 'no data' }
    : { filled: 0.741, filled_words: '74.1%', usable: 0.98, usable_words: '98.0%' }))
})
const agreement = {
  reference: 'isa.northshire.ed-partnership@1', title: 'Emergency department assault data for violence prevention', summary: 'When, where and by what means.',
  state: 'in-force', from: day('2026-01-01', '1 January 2026'), last_day: day('2027-12-31', '31 December 2027'), review_by: day('2027-06-30', '30 June 2027'),
  parties: [{ agency: 'Northshire General Hospital', discloses: true, receives: false }, { agency: 'Northshire Council', discloses: false, receives: true }],
  purposes: ['Violence hotspot analysis'], misfits: [], sha256: 'a'.repeat(64), text: 'The agreement in plain words.',
  supply: {
    agreed: 15, missing: 2, may_see_which: true,
    which: [{ field: 'istv.site_code', title: 'Site', feed: '', agency: 'Northshire General Hospital', why: 'no-feed' },
      { field: 'istv.assault_place', title: 'Place of the assault, matched inside the hub', feed: 'ed-istv', agency: 'Northshire General Hospital', why: 'never-filled' }]
  }
}
const target = (id, measure, field_title, percent, last_words, more = {}) => ({
  id, measure, field: field_title ? id : '', field_title, percent, by: day('2027-03-31', '31 March 2027'), written_by: 'supplier.hospital',
  written_at: { at: '2026-11-06T09:12:00.000Z', words: '6 November 2026, 09:12' }, last: 0.9, last_words, reached: false, over: false,
  chart, chart_words: 'What came for this target, month by month', ...more
})
const ownPlan = {
  own: true, shows: 'rows', may_choose: true, entered: { measure: 'filled', field: 'istv_location_text', percent: '95', by: '31.3.27' }, fields_to_choose: [{ id: 'istv_assault_at', title: 'Assault time' }, { id: 'istv_location_text', title: 'Place in words' }],
  plan: [target('a1', 'accepted', '', 98, '99.1%', { reached: true }), target('a2', 'filled', 'Place in words', 90, '74.2%', { over: true })]
}
const quality = {
  feed: 'ed-assaults', title: 'Emergency department assaults', has_data: true,
  months: monthNames.map((month_words, at) => (at === 2 ? { month: '2026-08', month_words, has_rows: false } : {
    month: '2026-06', month_words, has_rows: true, read: 412, accepted: 390, quarantined: 18, skipped: 4, read_words: '1,412', accepted_words: '1,390',
    quarantined_words: '18', skipped_words: '4', lag_words: at === 0 ? '' : '9 days'
  })),
  fields: [
    ['istv_assault_at', 'Date and time of the assault', 'Steady'], ['istv_location_text', 'Where it happened, in words', 'Rising'],
    ['istv_location_type', 'Kind of place', 'Falling'], ['istv_assault_method', 'How it was done, or with what', 'Too few months to say'],
    ['istv_arrival_at', 'Arrival at the department', 'Steady'], ['istv_site_code', 'Site', undefined]
  ].map(([id, title, direction]) => qualityField(id, title, direction)),
  breaks: [{ code: 'emptied', month: '2026-09', month_words: 'September 2026', sentence: 'Kind of place was filled in 92% of rows before, and in 11% from this month on.' }]
}

const cell = (row, code, remedy, value, field_title) => ({
  file: 'ED_ASSAULTS_EXPORT_2026_10.csv', submission: '019ab10', row, column: 6, field: 'istv_assault_at', field_title, code, remedy, value,
  expires_on: day('2027-02-04', '4 February 2027')
})
const toldPlaces = [['41', 'kings hd car park', 12], ['42', 'outside the old co op', 7], ['43', 'unk', 3]].map(([text, words, rows]) => ({ text, words, rows, expires_on: day('2026-12-20', '20 December 2026'), href: `/feeds/ed-assaults/place-texts?text=${text}#next` }))
const placeTexts = (more = {}) => ({
  feed: 'ed-assaults', title: 'Emergency department assaults', href: '/feeds/ed-assaults/place-texts', next: toldPlaces[0], waiting: toldPlaces, given: { means: '', place: '', at: '' },
  meanings: [{ meaning: 1, means: 'place', place: 'The Kings Head (pub)', since: day('2026-11-02', '2 November 2026') }, { meaning: 2, means: 'home', place: '', since: day('2026-11-02', '2 November 2026') }, { meaning: 3, means: 'nowhere', place: '', since: day('2026-11-03', '3 November 2026') }], ...more
})
const quarantine = {
  feed: 'ed-assaults', title: 'Emergency department assaults', count: 1204, most_shown: 500,
  cells: [
    cell(17, 'date.not-a-date', 'Write the date as day/month/year or year-month-day.', '31/02/2026 25:10', 'Date and time of the assault'),
    cell(18, 'row.other-period', 'The row belongs to another period than the file: send it with that period’s file.', '', ''),
    ...Array.from({ length: 9 }, (_, at) => cell(20 + at, 'code.unknown', 'Use a code of the list, or ask for the code to be added.', 'Z9', 'How it was done, or with what'))
  ]
}

const codes = [
  { code: 'date.not-a-date', count: 11, count_words: '11', remedy: 'Write the date as day/month/year or year-month-day.' },
  { code: 'row.other-period', count: 1007, count_words: '1,007', remedy: 'The row belongs to another period than the file: send it with that period’s file.' }
]
const tally = {
  read: 1430, accepted: 1390, quarantined: 36, skipped: 4, read_words: '1,430 rows', accepted_words: '1,390', quarantined_words: '36',
  skipped_words: '4', superseded: 1201, superseded_words: '1,201', cell_faults: 58, seen_before: false, submission: '019ab10', ledger_index: 5121,
  codes, unmapped: ['Consultant', 'NHS_Trust_Local_Flag_For_Internal_Use_Only_Do_Not_Send']
}
const report = {
  ...tally, superseded: 0, submission: '', ledger_index: 0, profile: 'ed-istv', profile_title: 'Emergency department assaults (ISTV minimum data set)',
  profile_proposed: false, profile_reason: '', format: 'csv', encoding: 'windows-1252', columns: 14, readable: true,
  findings: [{ error: false, message: 'the column ‘Consultant’ maps to nothing and is left out.', remedy: 'Nothing to do, unless it should be shared: then confirm a mapping that names it.' }],
  faults: Array.from({ length: 12 }, (_, at) => ({ row: 17 + at, column: at === 3 ? 0 : 6, field: at === 3 ? '' : 'Date and time of the assault', code: 'date.not-a-date', remedy: 'Write the date as day/month/year or year-month-day.' })),
  faults_more: 1006
}
const toMap = {
  ...report, readable: false, accepted: 0, codes: [], faults: [], faults_more: 0,
  findings: [{ error: true, message: 'the file has no column for ‘istv_assault_at’, usually called ‘Assault Date and Time’.', remedy: 'Add its column, or another that gives the same, choose another profile, or confirm a mapping for this file.' }, ...report.findings]
}
const upload = (heading, more = {}) => ({
  state: heading, stage: heading, rows: 0, bytes: 0, bytes_total: 0, percent: 0, text: '0 rows read', over: false, id: '019ac1',
  file: 'ED assaults October 2026 (final) v2.csv', feed: 'ed-assaults', feed_title: 'Emergency department assaults', private: false, heading,
  busy: ['waiting', 'checking', 'sending'].includes(heading), mapped: false, href: '/uploads/019ac1', events: '/uploads/019ac1/events',
  mapping_href: '/uploads/019ac1/mapping', may_see_ledger: false, ...more
})
const privately = { feed: '', feed_title: '', private: true }
const problem = { title: 'Somebody else is writing into the hub.', remedy: 'Try again in a moment.', code: 'store.locked' }

const suggestion = (field, title, confidence_words, reason, fits = true) => ({ field, title, confidence: 0.9, confidence_words, reason, fits })
const column = (number, header, chosen, suggestions, more = {}) => ({ number, header, name: `column-${number}`, chosen, ask: false, remark: '', suggestions, ...more })
const mapping = {
  id: '019ac1', file: 'ED assaults October 2026 (final) v2.csv', profile: 'Emergency department assaults (ISTV minimum data set)',
  action: '/uploads/019ac1/mapping', back: '/uploads/019ac1',
  choices: [
    { id: 'istv_assault_at', title: 'Date and time of the assault', required: true }, { id: 'event_date', title: 'Date', required: false },
    { id: 'istv_location_text', title: 'Where it happened, in words', required: false }, { id: 'istv_assault_method', title: 'How it was done, or with what', required: false }
  ],
  columns: [
    column(1, 'Date/Time Of Inj', 'istv_assault_at', [suggestion('istv_assault_at', 'Date and time of the assault', '92%', 'The header ends in a known spelling of it. The values look like it.')]),
    column(2, 'Date', 'event_date', [suggestion('event_date', 'Date', '55%', 'The header is a known spelling of it.'), suggestion('date_of_birth', 'Date of birth', '51%', 'Only the values suggest it.', false)],
      { ask: true, remark: 'Ask the supplier which of these it is: Date; Date of birth;' }),
    column(3, 'Consultant', '', [], { remark: 'Maps to nothing: neither the header nor the values are known. It will be left out.' }),
    column(4, '', 'istv_location_text', [suggestion('istv_location_text', 'Where it happened, in words', '61%', 'Only the values suggest it.')]),
    column(5, 'NHS_Trust_Local_Flag_For_Internal_Use_Only_Do_Not_Send_Outside', '', [])
  ]
}
const twice = { field: 'column-2', text: 'Column 1 and column 2 are both ‘Date and time of the assault’: choose one of them.' }

const profiles = [{ id: 'ed-istv', title: 'Emergency department assaults (ISTV minimum data set)' }, { id: 'police-incidents', title: 'Police incidents' }]
const choose = { feed: 'ed-assaults', title: 'Emergency department assaults', profile: profiles[0].title, action: '/feeds/ed-assaults/upload', largest: '500' }
const noFile = { field: 'file', text: 'Choose a file.' }

const refused = {
  id: '019ac3f2-7a10-7c3e-9f00-1d2b3c4d5e6f', ledger_index: 5122, may_see_agreements: true, may_see_ledger: true,
  reasons: [
    { source: 'Ambulance calls to violence', code: 'R02', reason: 'purpose-not-covered', field: '', why: 'The agreement does not name this purpose.', remedy: 'Ask under a purpose the agreement names, or ask for a change to the agreement.' },
    { source: '', code: 'R04', reason: 'field-not-covered', field: 'event.location_text', why: 'The agreement does not cover this data item.', remedy: '' }
  ]
}

export const examples = {
  'home': { page: 'home', model: home },
  'home-nothing': { page: 'home', model: nothingWaits },
  'feeds-list': { page: 'feeds/list', model: { feeds } },
  'feeds-list-empty': { page: 'feeds/list', model: { feeds: [] } },
  'feed-own': { page: 'feeds/feed', model: ownFeed },
  'feed-others': { page: 'feeds/feed', model: othersFeed },
  'feed-new': { page: 'feeds/feed', model: newFeed },
  'agreements': { page: 'agreements/list', model: { agreements: [agreement, { ...agreement, supply: null }] } },
  'agreements-none': { page: 'agreements/list', model: { agreements: [] } },
  'agreement-supply': { page: 'agreements/agreement', model: agreement },
  'agreement-supply-of-others': { page: 'agreements/agreement', model: { ...agreement, supply: { ...agreement.supply, may_see_which: false, which: [] } } },
  'quality': { page: 'feeds/quality', model: { ...quality, ...ownPlan } },
  'quality-wrong': { page: 'feeds/quality', model: { ...quality, ...ownPlan }, faults: [{ field: 'by', text: 'Enter the day as 2027-03-31.' }] },
  'quality-of-others': { page: 'feeds/quality', model: { ...quality, fields: [], breaks: [], own: false, shows: 'rows', may_choose: false, plan: [ownPlan.plan[0]], fields_to_choose: [] } },
  'quality-empty': { page: 'feeds/quality', model: { feed: 'fire', title: 'Deliberate fires', has_data: false, own: true, shows: 'nothing', may_choose: false, plan: [], fields_to_choose: [] } },
  'quarantine': { page: 'feeds/quarantine', model: quarantine },
  'place-texts': { page: 'feeds/place-texts', model: placeTexts() },
  'place-texts-faulty': { page: 'feeds/place-texts', model: placeTexts({ given: { means: 'place', place: 'Corner Shop', at: '' } }), faults: [{ field: 'at', text: 'Several places bear that name. Say which with its easting and northing.' }] },
  'place-texts-none-chosen': { page: 'feeds/place-texts', model: placeTexts(), faults: [{ field: 'means', text: 'Choose what they mean.' }, { field: 'place', text: 'Name a key place.' }] },
  'place-texts-empty': { page: 'feeds/place-texts', model: placeTexts({ next: null, waiting: [], meanings: [] }) },
  'quarantine-empty': { page: 'feeds/quarantine', model: { ...quarantine, count: 0, cells: [] } },
  'choose': { page: 'uploads/choose', model: choose },
  'choose-fault': { page: 'uploads/choose', model: choose, faults: [noFile] },
  'check': { page: 'uploads/check', model: { profiles, action: '/check', largest: '500' } },
  'check-fault': { page: 'uploads/check', model: { profiles, action: '/check', largest: '500' }, faults: [{ field: 'profile', text: 'Choose one of the profiles, or none.' }] },
  'upload-waiting': { page: 'uploads/upload', model: upload('waiting') },
  'upload-checking': { page: 'uploads/upload', model: upload('checking', { rows: 31000, bytes: 4000000, bytes_total: 9000000, percent: 44 }) },
  'upload-sending': { page: 'uploads/upload', model: upload('sending', { stage: 'reading', rows: 900, bytes: 40, bytes_total: 90, percent: 44, report }) },
  'upload-to-map': { page: 'uploads/upload', model: upload('to-map', { stage: 'to map', report: toMap }) },
  'upload-no-profile': { page: 'uploads/upload', model: upload('to-map', { ...privately, report: { ...toMap, profile: '', profile_title: '', findings: [] } }) },
  'upload-checked': { page: 'uploads/upload', model: upload('checked', { report }) },
  'upload-checked-private': { page: 'uploads/upload', model: upload('checked', { ...privately, report: { ...report, profile_proposed: true, profile_reason: '12 of 14 columns have a known spelling. Nothing that the profile needs is missing.' } }) },
  'upload-checked-clean': { page: 'uploads/upload', model: upload('checked', { mapped: true, problem, findings: [], report: { ...report, quarantined: 0, quarantined_words: '0', cell_faults: 0, codes: [], faults: [], faults_more: 0, findings: [] } }) },
  'upload-checked-nothing': { page: 'uploads/upload', model: upload('checked', { report: { ...report, accepted: 0, accepted_words: '0' } }) },
  'upload-done': { page: 'uploads/upload', model: upload('done', { tally, may_see_ledger: true }) },
  'upload-done-again': { page: 'uploads/upload', model: upload('done', { tally: { ...tally, seen_before: true, quarantined: 0, quarantined_words: '0', superseded: 0, cell_faults: 0, codes: [], unmapped: [] } }) },
  'upload-failed': { page: 'uploads/upload', model: upload('failed', { problem: { title: 'The file is neither text nor a known kind of table.', remedy: 'Export it as CSV, and choose it again.', code: 'read.not-text' }, findings: toMap.findings }) },
  'upload-cancelled': { page: 'uploads/upload', model: upload('cancelled', { problem: { title: 'The check was stopped.', remedy: 'Nothing was stored or sent.', code: 'check.cancelled' }, findings: [] }) },
  'mapping': { page: 'uploads/mapping', model: mapping },
  'mapping-fault': { page: 'uploads/mapping', model: { ...mapping, columns: mapping.columns.map(one => (one.number === 2 ? { ...one, chosen: 'istv_assault_at' } : one)) }, faults: [twice] },
  'problem': { page: 'problem', model: { title: 'This hub has no feed of that name.', remedy: 'The page ‘Feeds’ lists the feeds.', code: 'feed.unknown', status: 404 } },
  'problem-nobody': { page: 'problem', model: { title: 'You are not signed in.', remedy: 'Sign in, and ask again.', code: 'request.not-signed-in', status: 401 }, nobody: true },
  'refused': { page: 'refused', model: refused },
  'refused-supplier': { page: 'refused', model: { ...refused, may_see_agreements: false, may_see_ledger: false, reasons: [{ ...refused.reasons[0], code: 'R01', reason: 'no-agreement', why: 'No agreement in force between these parties covers this.', remedy: 'Ask both agencies’ information governance leads to draft one from a template.' }] } }
}
