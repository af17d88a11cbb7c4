// SPDX-License-Identifier: Apache-2.0
// What the pages of sharing are given, as the C++ side makes it. All of it is made up.

const at = words => ({ at: '2026-11-21T10:00:00.000Z', words })
const day = words => ({ on: '2026-12-24', words })
const choice = (id, title) => ({ id, title })

const yes = {
  field: 'intel.threat_to_life', title: 'Threat to life', may: 'yes', as: 'value', form: 'personalised', rule: 'isa.northshire.conference@1#present-risk',
  agreement: 'isa.northshire.conference@1', agreement_title: 'Case conference', clause: 'present-risk', why: 'Who meets the child must know of a present threat',
  gateway: { id: 'cda1998-s115', title: 'Power to disclose to a relevant authority', law: 'Crime and Disorder Act 1998, s.115', url: '' }, delete_by: 'case-closed+P6M', delete_words: '6 months from the end of the case, then deleted', onward: 'none', emergency: false
}
const if_ = {
  field: 'person.role_in_concern', title: 'Role of the person in this record', may: 'yes-if', code: 'R07', never: false,
  why: 'No current joint assessment on record reaches the agreement’s band. The reason why it is needed was not stated.', reasons: ['concern', 'necessity'],
  helps: [{ who: 'you', do: 'State why it is needed.', then: 'isa.northshire.conference@1#present-risk' },
    { who: 'you', do: 'Have a joint assessment recorded, by two agencies; the rule asks for band J3 or above.', then: 'isa.northshire.conference@1#present-risk' }]
}
const never = { field: '', title: '', may: 'no', code: 'R03', never: true, why: 'No agreement, role or emergency allows this purpose.', reasons: ['barred_purpose'], helps: [] }
const decision = (answer, fields) => ({ answer, fields, outcome: 'disclose', show_role_with_name: answer === 'part' })

const lists = {
  agencies: [choice('northshire-police', 'Northshire Police'), choice('northshire-csp', 'Northshire Community Safety Partnership')],
  purposes: [choice('safeguarding_child', 'Keeping a child safe'), choice('serious_violence_prevention', 'Preventing serious violence')],
  roles: [choice('conference-member', 'Sits in a case conference'), choice('practitioner', 'Works with people directly')],
  fields: [{ ...choice('intel.threat_to_life', 'Threat to life'), as: ['value'] }, { ...choice('person.role_in_concern', 'Role of the person in this record'), as: ['band', 'value'] }],
  subject_roles: [choice('victim', 'Harmed by the event'), choice('suspected', 'Suspected of the event, not charged')], chosen: { 'intel.threat_to_life': true }
}
const page = (name, number, given = {}) => ({ step: name, number, of: 4, carried: [{ name: 'other', value: 'northshire-csp' }], given: { role: 'conference-member', ...given }, ...lists })

const record = (answer, fields) => ({
  id: '019ac1', asked: at('21 November 2026, 10:00'), ledger_index: 512, discloser_name: 'Northshire Police', recipient_name: 'Northshire Community Safety Partnership',
  purpose_title: 'Preventing serious violence', question: { necessary: 'A threat was reported on Monday', form: 'personalised', in_case: 'yes', consent: 'withdrawn', guardian: 'unknown', age: 15, band: 'J3' },
  names: { fields: ['Threat to life', 'Role in the concern'], role: 'Sits in a conference', subject_role: 'Suspected' }, answer: decision(answer, fields)
})

const mark = 'Opened by carla of Northshire Community Safety Partnership on 2026-11-21 at 10:00 UTC. Disclosure 019f1, version 1.'
const correction = (more = {}) => ({
  id: '019f2', kind: 'corrected', items: [choice('person.date_of_birth', 'Date of birth')], made_for_name: 'Northshire Police', made: at('22 November 2026, 9:00'), href: '/requests/019b', request: '019b', disclosure: '019f1', given: at('21 November 2026, 10:00'), reference: 'CSP/2026/17',
  recipient_name: 'Northshire Community Safety Partnership', because: 'The passport says another day', done: '', may_answer: false, ...more
})
const disclosed = (state, more = {}) => ({
  id: '019f1', state, items: [choice('intel.threat_to_life', 'Threat to life')], until: day('21 December 2026'), openings: [], notices: [], version: 1, ...more
})

const fact = (kind, value, more = {}) => ({ id: `019f-${kind}`, kind, value, source_name: 'Northshire Community Safety Partnership', recorded_by: 'member.csp', recorded: at('21 November 2026, 10:00'), day: day('21 November 2026'), word_title: value.word ? 'Joint assessment' : '', purpose_title: '', mine: true, withdrawn: false, ...more })

const row = (state, more = {}) => ({
  id: `019b-${state}`, href: '/requests/019b', asker_name: 'Northshire Community Safety Partnership', discloser_name: 'Northshire Police', purpose_title: 'Preventing serious violence',
  asked: at('21 November 2026, 10:00'), outcome: 'disclose', state, decline_code: '', ...more
})
const tabs = ['awaiting-me', 'mine', 'own-agency', 'review-due', 'escalated'].map((id, place) => ({ id, here: place === 0 }))
const step = (what, more = {}) => ({ what, at: '2026-11-21T10:00:00.000Z', when: at('21 November 2026, 10:00'), agency: 'northshire-police', agency_name: 'Northshire Police', member: 'lead.police', code: '', code_words: '', words: '', day: {}, how: '', decider: '', ...more })
const asked = step('asked', { agency_name: 'Northshire Community Safety Partnership', member: 'member.csp', words: 'A threat was reported on Monday' })
const declined = step('declined', { code: 'R10', code_words: 'It would prejudice an investigation or endanger a source or a person.', words: 'A source would be known', day: day('24 December 2026') })
const trails = {
  waiting: [asked], refused: [asked, step('refused', { agency: '', agency_name: '', member: '', code: 'R03, R07' })], declined: [asked, declined],
  given: [asked, declined, step('appealed', { agency_name: 'Northshire Community Safety Partnership', member: 'member.csp', words: 'The danger is greater than was known', decider: 'chief.police', day: day('5 December 2026') }),
    step('overturned', { member: '', words: 'The law allows it' }), step('given', { how: 'verbally' })]
}
const request = (state, more = {}) => ({
  id: '019b', outcome: 'disclose', trail: trails[state], purpose_title: 'Preventing serious violence', state, asker_name: 'Northshire Community Safety Partnership', member: 'member.csp', discloser_name: 'Northshire Police',
  reference: 'CSP/2026/17', necessary: 'A threat was reported on Monday', asked: at('21 November 2026, 10:00'), answered: at('21 November 2026, 14:00'), answered_by: 'member.police', how: 'verbally',
  typed: {}, permitted: [{ id: 'intel.threat_to_life', title: 'Threat to life', as: 'value', number: 1, typed: '', hint: 'value', input: 'value_1' }], is_asker: false, decline_code: 'R10', decline_words: 'A source would be known', review: day('24 December 2026'), overturned: false, may_answer: false, may_appeal: false, ledger_index: 513,
  decision: decision('part', [yes, if_]), decline_codes: [choice('R10', 'R10: It would prejudice an investigation or endanger a source or a person.'), choice('R18', 'R18: A policy of not sharing was given, with no law cited.')], ...more
})
const appeal = (outcome, more = {}) => ({ id: `019c${outcome}`, href: '/requests/019b', code: 'R10', words: 'The danger is greater than was known', decider: 'lead.police', due: day('5 December 2026'), outcome, reasons: 'The law allows it', for_me: false, overdue: false, ...more })
const use = {
  recipient_name: 'Northshire Community Safety Partnership', member: 'analyst.csp', discloser_name: 'Northshire Police', passed_on: false, purpose_title: 'Finding where violence happens', kind: 'release', reference: '01a2', table_title: 'Violence by area and quarter', period: '2024-Q4 to 2026-Q3',
  items: [{ id: 'police.count_by_area_quarter', title: 'Police reports by area and quarter' }, { id: 'police.count_by_weekday_hour', title: 'Police reports by weekday and hour' }],
  under: [{ id: 'isa.northshire.police-partnership@2#figures-to-the-partnership', title: 'Police figures for the partnership' }], ledger_index: 91, used: at('21 November 2026, 10:00')
}
const glass = (more = {}) => ({
  id: '019d', member: 'member.csp', danger: 'life', reason: 'He was seen with a knife outside the school', begun: at('21 November 2026, 10:00'), ends: at('21 November 2026, 10:30'), second: 'lead.csp', review: at('22 November 2026, 10:00'),
  open: false, overdue: false, outcome: '', reviewed_by: '', mine: false, may_review: false, uses: [], ...more
})
const seen = (state, more = {}) => ({
  href: '/requests/019b', asked: at('21 November 2026, 10:05'), discloser_name: 'Northshire Police', purpose_title: 'Preventing serious violence', necessary: 'He is on his way to the school', state, how: '', answered_by: '', answered: {},
  fields: [{ field: 'intel.threat_to_life', title: 'Threat to life' }, { field: 'person.role_in_concern', title: 'Role of the person in this record' }], ...more
})
const sampled = (more = {}) => ({
  month_words: 'October 2026', items: [{ id: 'intel.threat_to_life', title: 'Threat to life' }], under: [{ id: 'isa.northshire.conference@1#present-risk', title: 'Case conference' }], discloser_name: 'Northshire Police', recipient_name: 'Northshire Community Safety Partnership', late: false, blocks: false, outcome: '', done_by: '', warn: day('15 November 2026'), block: day('13 December 2026'),
  use: { id: `019e${more.outcome ?? ''}${more.late ?? ''}`, fields: ['intel.threat_to_life'], rules: ['isa.northshire.conference@1#present-risk'], ledger_index: 77 }, ...more
})
const tasks = { to_answer: 2, review_due: 1, escalated: 1, to_decide: 1, told_of_glass: 1, glass_overdue: 1, sample: 3, sample_late: 1 }
const nothing = { to_answer: 0, review_due: 0, escalated: 0, to_decide: 0, told_of_glass: 0, glass_overdue: 0, sample: 0, sample_late: 0 }
const counted = {
  names: { 'northshire-police': 'Northshire Police' }, reasons: { R07: 'As asked, this is not necessary or not proportionate.', R10: 'It would prejudice an investigation.', R18: 'A policy of not sharing was given.', R01: 'No agreement in force.' },
  first: '2025-11-21', last: '2026-11-21', releases: { R01: 4 },
  agencies: [{ agency: 'northshire-police', asked: 12, given: 7, waiting: 1, median_hours: 5.5, appeals: 2, overturned: 1, by_engine: { R07: 3 }, by_people: { R10: 1, R18: 1 } }],
  rows: [
    { href: '/requests/019a1', asker_name: 'Northshire Community Safety Partnership', role: 'Conference member', discloser_name: 'Northshire Police', purpose_title: 'Preventing serious violence by or against people', asked: { words: '20 November 2026, 14:02' }, by_person: true, codes: ['R10'] },
    { href: '/requests/019a2', asker_name: 'Northshire General Hospital', role: 'Caldicott guardian', discloser_name: 'Northshire Community Safety Partnership', purpose_title: 'Protecting a child from harm', asked: { words: '19 November 2026, 9:30' }, by_person: false, codes: ['R07', 'R16'] }
  ]
}

export const examples = {
  'sharing-front': { page: 'sharing/front', model: { tasks, may_ask: true, may_see: true } },
  'sharing-front-quiet': { page: 'sharing/front', model: { tasks: nothing, may_ask: true, may_see: false } },
  'sharing-may-i-who': { page: 'sharing/may-i', model: page('who', 1) },
  'sharing-may-i-who-faulty': { page: 'sharing/may-i', model: page('who', 1), faults: [{ field: 'way', text: 'Say whether you would give it or get it.' }, { field: 'other', text: 'Choose the other agency.' }, { field: 'purpose', text: 'Choose what it is for.' }] },
  'sharing-may-i-what': { page: 'sharing/may-i', model: page('what', 2) },
  'sharing-may-i-what-none': { page: 'sharing/may-i', model: { ...page('what', 2), fields: [] }, faults: [{ field: 'field', text: 'Choose at least one item, and at most 20.' }] },
  'sharing-may-i-person': { page: 'sharing/may-i', model: page('person', 3, { age: '150' }), faults: [{ field: 'age', text: 'Give the age in whole years, or leave it empty.' }] },
  'sharing-may-i-why': { page: 'sharing/may-i', model: page('why', 4) },
  'sharing-record-yes': { page: 'sharing/may-i-record', model: record('yes', [yes]) },
  'sharing-record-if': { page: 'sharing/may-i-record', model: record('yes-if', [if_]) },
  'sharing-record-again': { page: 'sharing/may-i-record', model: { ...record('yes', [yes]), before: { href: '/may-i/records/019ac0', asked: at('21 November 2026, 9:58'), answer: 'yes-if' }, again_after: 'who', again: [{ name: 'way', value: 'get' }, { name: 'instead_of', value: '019ac1' }],
    answer: { ...decision('yes', [yes]), looked_at: [
      { rule: 'isa.northshire.conference@1#present-risk', agreement: 'isa.northshire.conference@1', agreement_title: 'Case conference', why: 'Who meets the child must know of a present threat', form: 'personalised', gives: ['Threat to life'], lacks: ['Role of the person in this record'],
        conditions: ['in an open case (case conference) that lists the person', 'a joint assessment of J3 or above'], unmet: [] },
      { rule: 'isa.northshire.conference@1#figures', agreement: 'isa.northshire.conference@1', agreement_title: 'Case conference', why: 'For the yearly report', form: 'aggregate', gives: [], lacks: ['Threat to life'], conditions: [], unmet: ['The purpose is not one of the rule’s.'] }] } } },
  'sharing-record-no-rules': { page: 'sharing/may-i-record', model: { ...record('no', [never]), answer: { ...decision('no', [never]), looked_at: [] } } },
  'sharing-record-no': { page: 'sharing/may-i-record', model: record('no', [never]) },
  'sharing-locate': { page: 'sharing/locate', model: { purposes: [choice('safeguard-child', 'To keep a child safe')], given: {}, located: null }, faults: [{ field: 'reference', text: 'Enter the person’s reference.' }] },
  'sharing-locate-told': { page: 'sharing/locate', model: { purposes: [choice('safeguard-child', 'To keep a child safe')], given: { purpose: 'safeguard-child', matter: 'CSP/7', necessary: 'She did not come home' }, located: {
    refused: false, ledger_index: 514,
    services: [{ agency: 'northshire-youth-justice', agency_name: 'Northshire Youth Justice Service', list: 'Caseload', contact: 'duty@northshire-youth-justice.example', lead: 'Jo Price', last_came: '2026-11-21', looked_at: false },
      { agency: 'northshire-school', agency_name: 'Northshire Schools Trust', list: 'Pupils of concern', contact: '', lead: '', last_came: '2026-10-31', looked_at: true }],
    asked: [{ agency_name: 'Northshire Youth Justice Service', list: 'Caseload', last_came: '2026-11-21' }, { agency_name: 'Northshire Council', list: 'Housing', last_came: '' }],
    not_asked: [{ agency_name: 'Northshire Children’s Services', answer: decision('yes-if', [if_]) }] } } },
  'sharing-locate-none': { page: 'sharing/locate', model: { purposes: [], given: {}, located: { refused: false, ledger_index: 515, services: [], asked: [{ agency_name: 'Northshire Council', list: 'Housing', last_came: '2026-10-31' }], not_asked: [] } } },
  'sharing-locate-refused': { page: 'sharing/locate', model: { purposes: [], given: {}, located: { refused: true, ledger_index: 516, services: [], asked: [], not_asked: [] } } },
  'sharing-records': { page: 'sharing/may-i-records', model: { records: [{ href: '/may-i/records/019ac1', asked: at('21 November 2026, 10:00'), answer: 'part', discloser_name: 'Northshire Police', recipient_name: 'Northshire Community Safety Partnership', purpose_title: 'Safeguard a child', field_titles: ['Role in the concern', 'Threat to life'] }] } },
  'sharing-records-none': { page: 'sharing/may-i-records', model: { records: [] } },
  'sharing-requests': { page: 'sharing/requests', model: { which: 'awaiting-me', tabs, may_ask: true, requests: [row('waiting', { outcome: 'emergency_disclose' }), row('given'), row('declined', { decline_code: 'R10' }), row('refused')] } },
  'sharing-requests-none': { page: 'sharing/requests', model: { which: 'mine', tabs, may_ask: false, requests: [] } },
  'sharing-ask': { page: 'sharing/ask', model: { ...lists, given: {} } },
  'sharing-ask-faulty': { page: 'sharing/ask', model: { ...lists, given: {} }, faults: [{ field: 'discloser', text: 'Enter the agency.' }, { field: 'field', text: 'Enter the items.' }, { field: 'reference', text: 'Enter your case reference.' }, { field: 'necessary', text: 'Enter why it is needed.' }] },
  'sharing-request-to-answer': { page: 'sharing/request', model: request('waiting', { may_answer: true }), faults: [{ field: 'how', text: 'Enter how it was given.' }] },
  'sharing-request-glass': { page: 'sharing/request', model: request('waiting', { may_answer: true, outcome: 'emergency_disclose' }) },
  'sharing-request-glass-given': { page: 'sharing/request', model: request('given', { outcome: 'emergency_disclose' }) },
  'sharing-request-declined': { page: 'sharing/request', model: request('declined', { may_appeal: true }) },
  'sharing-request-given': { page: 'sharing/request', model: request('given', { overturned: true }) },
  'sharing-request-refused': { page: 'sharing/request', model: request('refused', { decision: decision('no', [never]) }) },
  'sharing-request-open-to-reader': { page: 'sharing/request', model: request('given', { disclosure: disclosed('open', { may_open: true, notices: [correction({ may_answer: true })] }) }) },
  'sharing-request-given-by-us': { page: 'sharing/request', model: request('given', { disclosure: disclosed('open', { may_take_back: true, may_correct: true, version: 2, openings: [{ when: at('21 November 2026, 11:00'), version: 1 }, { when: at('22 November 2026, 9:00'), version: 2 }], notices: [correction()] }) }) },
  'sharing-request-taken-back': { page: 'sharing/request', model: request('given', { disclosure: disclosed('taken-back', { taken_back_at: '2026-11-22', taken_back: at('22 November 2026, 9:00'), taken_back_words: 'It was about somebody else' }) }) },
  'sharing-request-elsewhere': { page: 'sharing/request', model: request('given', { disclosure: disclosed('elsewhere', { until: null, may_correct: true }) }) },
  'sharing-request-faulty-value': { page: 'sharing/request', model: request('waiting', { may_answer: true, permitted: [{ id: 'person.date_of_birth', title: 'Date of birth', as: 'value', number: 1, hint: 'value-date', typed: 'May', input: 'value_1' }, { id: 'person.role_in_concern', title: 'Role of the person in this record', as: 'value', number: 2, hint: 'value', typed: 'victim', input: 'value_2', choices: lists.subject_roles }] }), faults: [{ field: 'value_1', text: 'Write the day as 2026-01-31.' }, { field: 'until', text: 'Write a day as 2026-01-31.' }] },
  'sharing-opened': { page: 'sharing/opened', model: { watermark: mark, request: '019b', discloser_name: 'Northshire Police', until: day('21 December 2026'), show_role_with_name: true, ledger_index: 91, missing: [choice('person.date_of_birth', 'Date of birth')], items: [{ ...yes, value: 'yes' }, { ...yes, title: 'Role of the person in this record', value: '' }] } },
  'sharing-opened-all': { page: 'sharing/opened', model: { watermark: mark, request: '019b', discloser_name: 'Northshire Police', until: day('21 December 2026'), show_role_with_name: false, ledger_index: 91, missing: [], items: [{ ...yes, value: 'A long value '.repeat(20) }] } },
  'sharing-facts-matter': { page: 'sharing/facts-matter', model: { given: '' }, faults: [{ field: 'reference', text: 'Enter your case reference.' }] },
  'sharing-facts': { page: 'sharing/facts', model: { matter: { reference: '', request: '019b' }, kinds: ['consent', 'assessment', 'case', 'approval'], counts: { bands: [{ tool: 'joint-assessment', band: 3 }], cases: [{ type: 'gang-conference', open: true }] }, may_enter: true, recorded: 'assessment', when_it_counts: 'It counts once a person of another agency has entered a band too.', facts: [fact('assessment', { number: 3, word: 'joint-assessment' }), fact('case', { answer: 'open', word: 'gang-conference', members: ['member.csp', 'member.police'] }, { withdrawn: true, mine: false }), fact('age', { number: 15 }), fact('consent', { answer: 'no', word: 'parent' }, { purpose_title: 'Keeping a child safe' })] } },
  'sharing-facts-none': { page: 'sharing/facts', model: { matter: { reference: 'CSP/2026/17', request: '' }, kinds: ['consent', 'age'], counts: { bands: [], cases: [] }, may_enter: false, recorded: '', when_it_counts: '', facts: [] } },
  ...Object.fromEntries(['consent', 'guardian', 'assessment', 'case', 'age', 'area', 'handling'].map(kind => [`sharing-fact-${kind}`, { page: 'sharing/fact', model: { kind, matter: { reference: 'CSP/2026/17', request: '' }, given: {}, words: [choice('joint-assessment', 'Joint assessment')], bands: [choice('0', 'J0'), choice('1', 'J1')], purposes: lists.purposes, own_area: 'northshire', when_it_counts: kind === 'case' ? 'It counts once another agency says the same.' : '' }, faults: kind === 'area' ? [] : [{ field: kind === 'age' ? 'number' : 'word', text: 'Choose which.' }, { field: 'on', text: 'Write a day.' }] }])),
  'sharing-corrections': { page: 'sharing/corrections', model: { may_correct: true, notices: [correction({ may_answer: true }), correction({ kind: 'role-changed' }), correction({ id: '019f3', kind: 'deleted', because: '', done: 'own-copy-deleted', answered: at('23 November 2026, 9:00') })] } },
  'sharing-corrections-none': { page: 'sharing/corrections', model: { may_correct: false, notices: [] } },
  'sharing-correct': { page: 'sharing/correct', model: { ...lists, given: {} } },
  'sharing-correct-one': { page: 'sharing/correct', model: { ...lists, given: { request: '019b', kind: 'corrected', value: 'soon' } }, faults: [{ field: 'value', text: 'Write the day as 2026-01-31.' }, { field: 'because', text: 'Enter your reasons.' }, { field: 'field', text: 'Enter the items.' }, { field: 'kind', text: 'Enter what happened.' }] },
  'sharing-appeals': { page: 'sharing/appeals', model: { appeals: [appeal('', { for_me: true, overdue: true }), appeal('overturned')] } },
  'sharing-appeals-none': { page: 'sharing/appeals', model: { appeals: [] } },
  'sharing-uses': { page: 'sharing/uses', model: { agency: 'Northshire Police', reads_reports: true, uses: [use, { ...use, kind: 'request', passed_on: true, discloser_name: 'Northshire Community Safety Partnership' }] } },
  'sharing-uses-none': { page: 'sharing/uses', model: { agency: 'Northshire Police', reads_reports: false, uses: [] } },
  'sharing-refusals': { page: 'sharing/refusals', model: counted },
  'sharing-refusals-none': { page: 'sharing/refusals', model: { ...counted, agencies: [], releases: {}, rows: [] } },
  'sharing-glass': { page: 'sharing/break-glass', model: { given: {}, glasses: [glass({ open: true, mine: true }), glass({ id: '019d2', overdue: true, may_review: true, uses: [seen('waiting'), seen('given', { how: 'verbally', answered_by: 'lead.police', answered: at('21 November 2026, 10:12') })] }), glass({ id: '019d3', outcome: 'justified', reviewed_by: 'lead.csp' })] }, faults: [{ field: 'because', text: 'Say why in at least 20 characters.' }] },
  'sharing-glass-none': { page: 'sharing/break-glass', model: { given: {}, glasses: [] } },
  'sharing-sample': { page: 'sharing/audit-sample', model: { looks: [{ member: 'reviewer.csp', day: day('20 November 2026'), shown: 10, refused: true }, { member: 'reviewer.csp', day: day('19 November 2026'), shown: 2, refused: false }], sample: [sampled(), sampled({ late: true }), sampled({ late: true, blocks: true, outcome: '' , use: { id: '019e9', fields: ['intel.threat_to_life'], rules: ['isa.northshire.conference@1#present-risk'], ledger_index: 78 } }), sampled({ outcome: 'in-order', done_by: 'lead.csp' })] } },
  'sharing-sample-none': { page: 'sharing/audit-sample', model: { looks: [], sample: [] } }
}
