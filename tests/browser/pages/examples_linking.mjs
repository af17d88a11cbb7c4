// SPDX-License-Identifier: Apache-2.0
// What the pages of linkage are given, as the C++ side makes it. All of it is made up.

const at = words => ({ at: '2026-11-21T10:00:00.000Z', words })
const tabs = ['review', 'assigned', 'resolved'].map((id, place) => ({ id, here: place === 0 }))
const row = (pair, more = {}) => ({
  pair, href: `/links/${pair}`, weight: '11.2', left_name: 'Northshire Schools Trust', right_name: 'Northshire Youth Justice', why: 'weight', outcome: '', decision: '', second_by_me: false, assigned_to: '', ...more
})
const bar = (words, bits, x, width, kind) => ({ words, bits, x, width, kind })
const picture = {
  width: 640, zero: 300, bar: 18,
  bars: [bar('Before anything is known of them', '-13.3', 0, 300, 'less'), bar('The family name agrees.', '+8.1', 0, 180, 'more'), bar('Another agency’s address differs.', '-2.0', 140, 40, 'less'),
    bar('People of one home share as much', '-1.1', 120, 20, 'less'), bar('Together', '+11.2', 300, 250, 'sum')]
}
const side = (more = {}) => ({ agency_name: 'Northshire Youth Justice', role: 'suspected', role_words: 'Suspected', feed: 'Caseload', received: '2026-11-21', withheld: '', person: 7, own: true, ...more })
const theirs = side({ agency_name: 'Another agency', role: '', role_words: '', feed: '', received: '', withheld: 'No agreement in force lets a linkage reviewer of your agency know whose record this is or what it says.', person: 8, own: false })
const decision = (more = {}) => ({ id: '019e', made: at('21 November 2026, 10:00'), made_at: '2026-11-21T10:00:00.000Z', made_by: 'reviewer.schools', outcome: 'link', state: 'done', reason: 'Seen in both files', ...more })
const decided = (state = 'done') => ({ pair: 11, href: '/links/11', outcome: 'link', state })
const pair = (more = {}) => ({
  decided: null, pair: 12, href: '/links/12', weight: '11.2', state: 'waiting', one_person: false, conflict: true, left: theirs, right: side(), assigned_to: '', mine: false, decision: '', decided_as: '', second_by_me: false, outcome: '',
  candidates: [], rows: [{ label: 'Family name', left: null, left_withheld: true, right: 'Okonkwo', right_withheld: false, differs: false }, { label: 'Date of birth', left: '2010-02-01', right: '2010-01-02', differs: true }, { label: 'Full postcode', left: '', right: 'N15 4AA', differs: false }],
  impact: ['conflict', 'roles', 'persons', 'no-evidence'], decisions: [], picture, ledger_index: 41, ...more
})
const record = (number, more = {}) => ({
  record: number, agency_name: 'Northshire Youth Justice', role: 'suspected', role_words: 'Suspected', feed: 'Caseload', received: '2026-11-21', withheld: '', values: [{ label: 'Family name', value: 'Okonkwo' }], reason: 'above-join', linked_by: 'model', looked_at: false, happened: '', expires: '', statement: [], kept: [], ...more
})
const moment = (words, kind, more = {}) => ({ words, kind, agency_name: 'Northshire Youth Justice', record: 3, role_words: 'Suspected', ...more })
const timeline = {
  width: 640, from: '3 October 2026', to: '21 November 2027', kinds: [{ kind: 'happened', path: 'M5 10a5 5 0 1 0 10 0a5 5 0 1 0 -10 0' }, { kind: 'came', path: 'M5 5H15V15H5Z' }, { kind: 'deleted', path: 'M5 5L15 15M15 5L5 15' }],
  lanes: [{ agency_name: 'Northshire Youth Justice', marks: [{ x: 0, path: 'M5 10a5 5 0 1 0 10 0a5 5 0 1 0 -10 0' }, { x: 73, path: 'M5 5H15V15H5Z' }, { x: 620, path: 'M5 5L15 15M15 5L5 15' }] }],
  months: [{ words: 'October 2026', moments: [moment('October 2026', 'happened')] }, { words: 'November 2026', moments: [moment('21 November 2026', 'came')] }, { words: 'November 2027', moments: [moment('21 November 2027', 'deleted', { role_words: '' })] }]
}
const no_timeline = { width: 640, from: '', to: '', kinds: [], lanes: [], months: [] }
const kept = [{ kinds: ['Full postcode', 'Address as supplied'], code: 'R04', why: 'The agreement does not cover this data item.', helps: [{ who: 'you', do: 'Ask without the item.' }, { who: 'Northshire Schools Trust', do: 'Add it at the next review.' }] }]
const whole = [{ kinds: ['Everything in the record'], code: '', why: theirs.withheld, helps: [{ who: 'you', do: 'Ask with ‘concordat locate’ which services work with this person.' }] }]
const run = (more = {}) => ({ when: at('21 November 2026, 10:00'), records: 912, new_links: 41, broken_links: 1, kept: 80, waiting: 6, attention: 1, by_agency: [{ name: 'Northshire Schools Trust', records: 400, new_links: 20, broken_links: 1, waiting: 4 }], ...more })

const purposes = [{ id: 'safeguarding_child', title: 'Protecting a child from serious harm' }, { id: 'family_support', title: 'Family support' }]
const at_home = (more = {}) => ({ agency_name: 'Northshire Children’s Services', list: 'Children', came: '2026-11-21', role: 'at_risk_child', role_words: 'A child who might be harmed or drawn in', from: '', to: '', looked_at: true, ...more })
const evidence = (more = {}) => ({ agrees: 'address', said: '12 Mill Lane, Northshire', here: at_home(), there: at_home({ looked_at: false }), days_given: false, ...more })
const home = (more = {}) => ({ places: 2, others: [], crowds: [], not_asked: [], ledger_index: 44, ...more })
const asks_home = (more = {}) => ({ person: 7, href: '/persons/7', purposes, given: {}, household: null, ...more })
const refused = { answer: 'no', fields: [{ field: 'person.address_text', title: 'Address as supplied', may: 'yes-if', code: 'R06', never: false, why: 'No decision of the guardian is recorded.', reasons: ['guardian'], helps: [{ who: 'Northshire Schools Trust', do: 'Have its guardian decide.', then: 'isa.northshire.homes@1#homes' }] }], show_role_with_name: false }

const programme = { id: 'families-2012', title: 'Families programme, criteria of 2012', source: 'The four criteria of 2012 as partnerships sum them up', verified: false, note: 'Thresholds were not at hand.', purposes: ['family_support'], judged_by: ['practitioner'], judgement_lasts: 'P6M', by_another_agency: true }
const criterion = (id, title, state, more = {}) => ({ id, title, words: `${title}: somebody of the household.`, at_least: 'One record of the last twelve months.', never_shows: 'Why it happened.', state, found: [], asked: [], withheld: [], ...more })
const spoke = (more = {}) => ({ whose: 'Anna Aster', agency_name: 'Northshire Schools Trust', list: 'Absence', on: '2026-11-02', on_is_of_file: true, role: 'at_risk_child', role_words: 'A child who might be harmed or drawn in', says: [{ label: 'Attendance percentage', value: '70' }], graded: [], counts_until: '2027-11-02', looked_at: false, ...more })
const asked = [{ agency_name: 'Northshire Children’s Services', list: 'Children', up_to: '2026-11-21' }]
const judgement = (more = {}) => ({ id: '019c', programme: 'families-2012', programme_title: programme.title, criterion: 'not-in-school', criterion_title: 'Children not in school', outcome: 'meets', agency_name: 'Northshire Children’s Services', role: 'practitioner', role_words: 'Works with people directly', made_on: '2026-11-21', until: '2027-03-01', state: 'waiting', asked_name: 'Northshire Schools Trust', confirmed_as: '', confirmed_words: '', confirmed_on: '', reason: 'Seldom in class since the autumn', voice: 'She is afraid of the bus', told: 'Her father was told', confirmed_because: '', own: true, may_confirm: false, ...more })
const gone = judgement({ outcome: '', programme_title: '', criterion: '', state: 'withdrawn', reason: '', voice: '', told: '' })
const roles = [{ id: 'practitioner', title: 'Works with people directly' }]
const asks_criteria = (more = {}) => ({ person: 7, href: '/persons/7', programmes: [{ id: programme.id, title: programme.title }], purposes: [purposes[1]], roles, given: {}, told: null, ...more })
const told_criteria = (more = {}) => ({
  programme, nameless: false, crowded: false, home_not_asked: [], judgements: [], ledger_index: 45,
  criteria: [
    criterion('crime-asb', 'Crime and anti-social behaviour', 'not-held'),
    criterion('not-in-school', 'Children not in school', 'found', { found: [spoke(), spoke({ on: '2026-10-03', on_is_of_file: false, looked_at: true, says: [{ label: '', value: 'Suspension or permanent exclusion from school' }], graded: [{ label: 'Who made the judgement', value: 'Head of year' }] })], asked }),
    criterion('out-of-work-benefit', 'An adult on out-of-work benefit', 'withheld', { withheld: [{ agency_name: 'Northshire Schools Trust', list: 'Absence', about: 'Benefit claim', roles: [], role_words: [], out_of_use: false, answer: refused }] }),
    criterion('local-high-cost', 'High cost to the public purse', 'nothing-found', { asked, withheld: [{ agency_name: 'Northshire Homes', list: 'Tenants', about: 'Homelessness duty', roles: ['family'], role_words: ['Family of a person in the record'], out_of_use: false, answer: refused }, { agency_name: 'Northshire Youth Justice', list: 'Caseload', roles: [], role_words: [], out_of_use: true, answer: null }] }),
    criterion('neet', 'A young person out of work and school', 'held-under-numbers', { numbered: [{ agency_name: 'Northshire Children’s Services', list: 'Children in need', up_to: '2026-11-21' }] }),
    criterion('protection', 'A child on a protection plan', 'not-known', { found: [spoke({ list: 'Children', says: [{ label: 'Child protection plan', value: 'N' }], not_known: true })], asked }),
    criterion('health', 'Health problems', 'no-list-asked')
  ], ...more
})
const judging = (more = {}) => ({ person: 7, href: '/persons/7', about: [{ id: 'families-2012', title: programme.title }, { id: 'families-2012/not-in-school', title: `${programme.title}: Children not in school` }], agencies: [{ id: 'northshire-schools-trust', title: 'Northshire Schools Trust' }], purposes: [purposes[1]], roles, given: {}, ...more })

const chart = 'data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCAyNDAgNDgiLz4='
const estimate = (name, more = {}) => ({ name, precision: '98.3 % (95.1 % to 99.4 %)', recall: '91.0 % (86.2 % to 94.9 %)', judged: '180', ...more })
const judged = (more = {}) => ({
  id: '019e', href: '/links/samples/019e', state: 'closed', drawn_on: at('1 October 2026, 10:00'), until_day: { on: '2026-10-30', words: '30 October 2026' }, is_over: true, judgements: 240, wanted: 240,
  told: {
    rows: [estimate('All pairs'), estimate('If all that nobody can tell were the same'), estimate('If none of them were'), estimate('Northshire Schools Trust / Northshire Youth Justice', { judged: '84' }), estimate('', { group: 'A', records: '812' }), estimate('', { group: 'C', records: '96', recall: 'not known' })],
    settled: 180, cannot_tell: 6, not_judged: 14, against_decisions: 1, agencies_not_told: 2, groups_not_told: 4, precision_gap: { points: '1.2', may_be_chance: true }, recall_gap: { points: '7.9', may_be_chance: false },
    kappa: { at: '0.86', low: '0.74', high: '0.98', pairs: 40, agreed: '95.0 %' }
  }, ...more
})
const open = (more = {}) => ({ id: '019f', href: '/links/samples/019f', state: 'open', drawn_on: at('21 November 2026, 10:00'), until_day: { on: '2026-12-20', words: '20 December 2026' }, is_over: false, judgements: 31, wanted: 240, ...more })
const quality = (more = {}) => ({
  samples: [judged()], may_review: true, may_draw: true, moved_much: true, since: at('2 September 2026, 10:00'),
  moved: [{ label: 'Family name', index: '0.02', how: 'as-it-was' }, { label: 'Date of birth', index: '0.14', how: 'moved' }, { label: 'Full postcode', index: '0.41', how: 'moved-much' }],
  charts: [{ title: 'Precision by sample', words: 'Precision by sample: 98.3 % at the end, 100.0 % at the top', last: '98.3 %', picture: chart }, { title: 'Pairs that wait by run', words: 'Pairs that wait by run: 6 at the end, 31 at the top', last: '6', picture: chart }],
  runs: [{ when: at('2 September 2026, 10:00'), records: 880, pairs: 410, new_links: 380, broken_links: 0, waiting: 31, dead_band_words: '7.6 %' }, { when: at('21 November 2026, 10:00'), records: 912, pairs: 433, new_links: 41, broken_links: 1, waiting: 6, dead_band_words: 'not known' }], ...more
})

export const examples = {
  'linking-household': { page: 'linking/household', model: asks_home({ household: home({ others: [{ name: 'Basil Aster', may_be_same: 'waiting', evidence: [evidence(), evidence({ agrees: 'property-number', days_given: true, here: at_home({ from: '2025-01-01' }), there: at_home({ from: '2024-06-01', to: '2026-10-01' }) })] }, { name: '', evidence: [evidence({ agrees: 'case', said: 'H7' })] }], crowds: [{ agrees: 'address', said: '80 Hostel Road' }], not_asked: [{ agency_name: 'Northshire Schools Trust', answer: refused }] }) }) },
  'linking-household-form': { page: 'linking/household', model: asks_home(), faults: [{ field: 'purpose', text: 'Enter what it is for.' }, { field: 'matter', text: 'Enter your case reference.' }, { field: 'necessary', text: 'Enter why it is necessary.' }] },
  'linking-household-nobody': { page: 'linking/household', model: asks_home({ household: home() }) },
  'linking-household-nowhere': { page: 'linking/household', model: asks_home({ household: home({ places: 0 }) }) },
  'linking-criteria': { page: 'linking/criteria', model: asks_criteria({ given: { programme: 'families-2012', purpose: 'family_support', matter: 'CSP/7', necessary: 'The school asked for help' }, told: told_criteria({ nameless: true, crowded: true, home_not_asked: [{ agency_name: 'Northshire Schools Trust', answer: refused }], judgements: [judgement({ own: false, may_confirm: true, reason: '', voice: '', told: '' }), judgement({ id: '019d', state: 'in-force', confirmed_as: 'practitioner', confirmed_words: 'Works with people directly', confirmed_on: '2026-11-22' })] }) }) },
  'linking-criteria-form': { page: 'linking/criteria', model: asks_criteria(), faults: [{ field: 'programme', text: 'Enter which programme.' }, { field: 'purpose', text: 'Enter what it is for.' }, { field: 'matter', text: 'Enter your case reference.' }, { field: 'necessary', text: 'Enter why it is necessary.' }] },
  'linking-criteria-plain': { page: 'linking/criteria', model: asks_criteria({ roles: [], told: told_criteria({ programme: { ...programme, verified: true, note: '' } }) }) },
  'linking-judging': { page: 'linking/judging', model: judging(), faults: [{ field: 'about', text: 'Enter what you judge.' }, { field: 'purpose', text: 'Enter what it is for.' }, { field: 'outcome', text: 'Choose your judgement.' }, { field: 'role', text: 'Enter in which role you judge.' }, { field: 'because', text: 'Enter your reasons.' }, { field: 'voice', text: 'Enter what the family says.' }, { field: 'told', text: 'Enter who was told.' }, { field: 'until', text: 'Enter the last day it counts.' }, { field: 'ask', text: 'Enter the agency that is to confirm it.' }] },
  'linking-judging-nobody': { page: 'linking/judging', model: judging({ roles: [] }) },
  'linking-judgements': { page: 'linking/judgements', model: { person: 7, href: '/persons/7', judgements: [judgement({ state: 'lapsed' }), gone, judgement({ id: '019f', criterion: '', criterion_title: '', outcome: 'cannot-tell', state: 'in-force', asked_name: '', confirmed_because: 'She is seldom in class' })] } },
  'linking-judgements-none': { page: 'linking/judgements', model: { person: 7, href: '/persons/7', judgements: [] } },
  'linking-quality': { page: 'linking/quality', model: quality() },
  'linking-quality-open': { page: 'linking/quality', model: quality({ samples: [open(), judged()], may_draw: false, moved_much: false, moved: [] }) },
  'linking-quality-over': { page: 'linking/quality', model: quality({ samples: [open({ is_over: true })], may_draw: false, moved_much: false }) },
  'linking-quality-faulty': { page: 'linking/quality', model: quality({ samples: [] }), faults: [{ field: 'size', text: 'Enter how many pairs as a whole number.' }, { field: 'days', text: 'Choose for how long they are judged.' }] },
  'linking-quality-none': { page: 'linking/quality', model: quality({ samples: [], may_review: false, may_draw: false, moved_much: false, moved: [], charts: [], runs: [] }) },
  'linking-judge': { page: 'linking/judge', model: { ...pair(), sample: '019f', place: 32, href: '/links/samples/019f', none_left: false } },
  'linking-judge-faulty': { page: 'linking/judge', model: { ...pair(), left: side({ person: 0 }), sample: '019f', place: 32, href: '/links/samples/019f', none_left: false }, faults: [{ field: 'outcome', text: 'Choose whether they are one person.' }] },
  'linking-judge-none': { page: 'linking/judge', model: { sample: '019f', none_left: true } },
  'linking-pair-after-another': { page: 'linking/pair', model: pair({ decided: decided('waiting') }) },
  'linking-queue-done': { page: 'linking/queue', model: { decided: decided('withdrawn'), tab: 'review', tabs, pairs: [] } },
  'linking-queue': { page: 'linking/queue', model: { decided: decided(), tab: 'review', tabs, pairs: [row(1), row(2, { why: 'roles', decision: '019e', second_by_me: true }), row(3, { why: 'conflict', decision: '019f' }), row(4, { why: 'persons', assigned_to: 'reviewer.schools' }), row(5, { why: '', outcome: 'twins' }), row(6, { why: 'model' }), row(7, { why: 'sample' })] } },
  'linking-queue-none': { page: 'linking/queue', model: { tab: 'assigned', tabs, pairs: [] } },
  'linking-pair': { page: 'linking/pair', model: pair() },
  'linking-pair-candidates': { page: 'linking/pair', model: pair({ judged: 'same', conflict: false, impact: ['something-you-may-not-see'], candidates: [row(12, { here: true }), row(15, { here: false, weight: '7.9' })] }) },
  'linking-duplicates': { page: 'linking/duplicates', model: { duplicates: [{ title: 'School list', received: '2026-11-21', row: 4, other_received: '2026-11-21', other_row: 91, certain: true }, { title: 'School list', received: '2026-10-20', row: 7, other_received: '2026-11-21', other_row: 8, certain: false }] } },
  'linking-duplicates-none': { page: 'linking/duplicates', model: { duplicates: [] } },
  'linking-pair-faulty': { page: 'linking/pair', model: pair({ mine: true, assigned_to: 'me' }), faults: [{ field: 'outcome', text: 'Enter your decision.' }, { field: 'because', text: 'Say why in three words or more.' }] },
  'linking-pair-second': { page: 'linking/pair', model: pair({ decision: '019e', decided_as: 'link', second_by_me: true, decisions: [decision({ state: 'waiting', reason: '' })] }) },
  'linking-pair-mine-waits': { page: 'linking/pair', model: pair({ decision: '019e', decided_as: 'link', assigned_to: 'reviewer.police' }) },
  'linking-pair-resolved': { page: 'linking/pair', model: pair({ state: 'resolved', outcome: 'link', one_person: true, conflict: false, impact: [], decisions: [decision(), decision({ id: '019d', state: 'undone' }), decision({ id: '019c', state: 'turned-down' })] }) },
  'linking-person': {
    page: 'linking/person',
    model: {
      person: 7, attention: 'conflict', ledger_index: 42, decisions: [decision(), decision({ id: '019d', state: 'undone', reason: '' })],
      holders: [{ agency_name: 'Northshire Youth Justice', contact: 'feeds@northshire-youth-justice.example', last_came: '2026-11-21' }, { agency_name: 'Northshire Ambulance Service', contact: '', last_came: '2026-10-31' }],
      picture: timeline, withheld_records: 2,
      records: [record(3, { happened: '2026-10', expires: '2027-11-21', statement: [{ label: 'Who made the judgement', value: 'Case manager' }, { label: 'How sure the judgement is', value: '2C' }] }), record(9, { kept, looked_at: true, linked_by: 'reviewer.police', reason: 'decision:019e' }), record(11, { agency_name: 'Another agency', role: '', role_words: '', feed: '', values: [], withheld: theirs.withheld, kept: whole })]
    }
  },
  'linking-person-alone': { page: 'linking/person', model: { person: 8, attention: '', ledger_index: 43, decisions: [], holders: [], picture: no_timeline, withheld_records: 1, records: [record(4, { reason: 'only-record' })] } },
  'linking-report': { page: 'linking/report', model: { may_review: true, runs: [run({ over_common: [{ fields: ['Telephone'], values: 2, own_records: 41 }, { fields: ['Date of birth', 'Full postcode'], values: 1, own_records: 0 }] }), run({ by_agency: [] })] } },
  'linking-lists': { page: 'linking/lists', model: { leads: [{ id: 'chief.schools', title: 'chief.schools' }, { id: 'governance.schools', title: 'governance.schools' }], lists: [{ feed: 'school-list', title: 'School list', agency_name: 'Northshire Schools Trust', owner: 'chief.schools', role_title: 'Leads the partnership’s strategy', day: { on: '2026-11-21', words: '21 November 2026' }, in_use: true, may_name: true }, { feed: 'housing-list', title: 'Housing list', agency_name: 'Northshire Housing', owner: '', in_use: false, may_name: false }, { feed: 'care-list', title: 'Care list', agency_name: 'Northshire Children’s Services', owner: 'chief.children', in_use: false, may_name: false }] } },
  'linking-lists-none': { page: 'linking/lists', model: { leads: [], lists: [] } },
  'linking-report-none': { page: 'linking/report', model: { may_review: false, runs: [] } }
}
