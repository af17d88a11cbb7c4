// SPDX-License-Identifier: Apache-2.0
// The pages of what agreements allow, each in its states, with made-up models as src/pages/analysis makes them.
const day = words => ({ on: '2026-11-21', words })
const choice = (id, title) => ({ id, title })

const card = (more = {}) => ({
  agency: 'Northshire Community Safety Partnership', roles: ['Analyses depersonalised data (analyst)'], givers: ['Northshire Police', 'Northshire Ambulance Service'],
  fields: [{ id: 'police.count_by_area_quarter', title: 'Count by area and quarter', as: 'as a count' }, { id: 'police.count_by_weekday_hour', title: 'Count by day of the week and hour', as: 'as a count' }],
  purposes: ['Finding when and where violence happens', 'The partnership’s yearly strategic assessment'], never_for: ['Deciding about a tenancy'], form: 'figures only: no rows, nobody can be picked out',
  conditions: ['the incident was within northshire', 'groups under 5 are left out (rules: counts)'], law: 'No personal data is disclosed', kept: '3 years from the day it arrived, then deleted', onward: true,
  rule: 'isa.northshire.police-partnership@2#figures-to-the-partnership', agreement: 'isa.northshire.police-partnership@2', last_day: day('31 December 2027'),
  prohibitions: [{ reference: 'isa.northshire.ed-partnership@1#no-reidentification', words: 'istv.* joined with person.*: These rows must never be joined to a named person.' }], ...more
})
const never = card({ purposes: [], never_for: ['Finding when and where violence happens'], conditions: [], onward: false, givers: ['Northshire General Hospital'] })
const lists = {
  choices: [choice('police.count_by_area_quarter', 'Count by area and quarter (police.count_by_area_quarter)')], forms: [choice('aggregate', 'Aggregate'), choice('personalised', 'Personalised')],
  agencies: [choice('northshire-csp', 'Northshire Community Safety Partnership')], roles: [choice('analyst', 'Analyses depersonalised data (analyst)')], agreements: 4, field: '', form: '', agency: '', role: '', at: ''
}
const chain = {
  field: 'Count by area and quarter', from: 'Northshire General Hospital', last: 'Northshire Police', known_to_source: false,
  hops: [{ to: 'Northshire Community Safety Partnership', rule: 'isa.northshire.ed-partnership@1#figures', agreement: 'isa.northshire.ed-partnership@1' }, { to: 'Northshire Police', rule: 'isa.northshire.partnership-police@1#figures-to-police', agreement: 'isa.northshire.partnership-police@1' }]
}
const box = { givers: ['Northshire Police'], takers: ['Northshire Community Safety Partnership'], roles: ['Analyses depersonalised data (analyst)'], purposes: ['Finding when and where violence happens'], fields: ['Count by area and quarter', 'Count by map cell'] }
const meeting = (kind, more = {}) => ({
  kind, first: 'isa.northshire.police@1#figures', second: 'isa.northshire.other@1#figures', first_agreement: 'isa.northshire.police@1', second_agreement: 'isa.northshire.other@1', clause: '', where: box, terms: [],
  sentence: 'A and B may never go together, and yet two rules give them one by one.', ...more
})
const due = (kind, days, more = {}) => ({
  due: kind, day: '2026-11-21', on: day('21 November 2026'), when: days < 0 ? `${-days} days overdue` : `in ${days} days`, overdue: days < 0, agreement: 'isa.northshire.police-partnership@2', title: 'Police figures for the partnership',
  course: '', member: '', ...more
})
const versions = [choice('isa.northshire.police@1', 'Police figures, version 1 (isa.northshire.police@1)'), choice('isa.northshire.police@2', 'Police figures, version 2 (isa.northshire.police@2)'), choice('draft:019a', 'Draft: Police figures (isa.northshire.police@3)')]
const change = (kind, widens, narrows, more = {}) => ({ change: kind, widens, narrows, cells: 4, boxes: [box], facets: [], terms: [], prohibited: [], rules: ['isa.northshire.police@2#figures'], stops: null, ...more })
const facet = order => ({ title: `kept for (${order})`, before: '3 years', after: '5 years', order })
const clause = (kind, before, after, widens, narrows) => ({ kind, id: 'isa.northshire.police@2#never', before, after, widens, narrows })
const term = { from: day('1 January 2026'), last_day: day('31 December 2027') }
const difference = {
  widens: true, same: false,
  changes: [change('added', true, false, { terms: ['as a count; form: aggregate'], prohibited: ['isa.northshire.ed@1#no-joining'] }), change('eased', true, false, { facets: [facet('easier'), facet('unordered')] }),
    change('mixed', true, true, { facets: [facet('easier'), facet('stricter')] }), change('tightened', false, true, { facets: [facet('stricter')], stops: day('1 January 2027') }), change('removed', false, true, { stops: day('1 January 2027') })],
  clauses: [clause('prohibition', 'person.* for school-place: never', '', true, false), clause('never-together', '', 'A with B', false, true), clause('must-go-together', 'A', 'A with B', true, true), clause('status', 'signed', 'draft', false, false), clause('part-not-known', '', 'else', true, false)],
  terms: [{ agreement: 'isa.northshire.police', before: term, after: term, widens: true, narrows: false }, { agreement: 'isa.northshire.ed', before: null, after: term, widens: false, narrows: false }],
  reworded: ['isa.northshire.police: summary']
}
const compared = { versions, before: 'isa.northshire.police@1', after: 'isa.northshire.police@2', asked: true, before_title: 'isa.northshire.police@1', after_title: 'isa.northshire.police@2', agency: 'Northshire Police' }
const cut = stops => ({ field: 'Count by area and quarter', giver: 'Northshire Police', taker: 'Northshire Community Safety Partnership', role: 'Analyses depersonalised data (analyst)', purpose: 'Finding when and where violence happens', last_used: day('21 November 2026'), stops, day: day('1 January 2027') })
const entry = {
  reference: 'isa.northshire.police@1', title: 'Police figures', summary: 'Figures for the partnership’s picture.', state: 'in-force', from: day('1 January 2026'), last_day: day('31 December 2027'), review_by: day('30 June 2027'),
  owner: 'Northshire Community Safety Partnership, Governs information (information-governance-lead)', dpia: 'DPIA-1', purposes: [{ title: 'Finding when and where violence happens', because: 'To plan by the pattern' }], sha256: '3c1b4ded97fe58f3bb23038362619c81987685ed5ff1d0a2d4f230139cbe82ad',
  flows: [{ from: ['Northshire Police'], to: ['Northshire Community Safety Partnership'], roles: ['Analyses depersonalised data (analyst)'], purposes: ['Finding when and where violence happens'], form: 'figures only', law: 'No personal data is disclosed', fields: ['Count by area and quarter'], kept: '3 years', onward: false }],
  never: ['Anything for immigration enforcement']
}
const template = { id: 'marac', title: 'Multi-agency risk assessment conference', summary: 'For an adult victim of domestic abuse at high risk, each agency tells the others the least they need.', form: 'personalised', form_means: 'rows that name people', href: '/drafts/templates/marac' }
const place = (name, label, more = {}) => ({ name, label, kind: '', value: '', is_day: false, none_fits: false, agencies: [], ...more })
const places = [place('your-police', 'Police', { kind: 'Police force', value: 'northshire-police', agencies: [choice('northshire-police', 'Northshire Police')] }), place('your-advisers', 'Advisers', { kind: 'Independent domestic violence adviser', none_fits: true }),
  place('your-area', 'Area', { value: 'northshire' }), place('your-dpia-reference', 'Data protection impact assessment: reference'), place('your-dpia-day', 'Data protection impact assessment: day', { is_day: true })]
const may = (bring, step_up) => ({ bring, step_up })
const drafted = { ...template, document: 'agreement:\n  id: isa.northshire.marac\n', whole: false, open: [{ name: 'your-hospital', label: 'Hospital', kind: 'nhs-provider', choices: [choice('a', 'General'), choice('b', 'Royal')] }, { name: 'your-dpia-day', label: 'Day', kind: '', choices: [] }],
  findings: [{ error: true, message: 'there is no agency your-hospital', remedy: 'Name one of the partnership.', line: 22, code: 'unknown-agency' }, { error: false, message: 'a whole list could go', remedy: 'Ask for a case.', line: 0, code: 'no-relationship' }], may: may(true, false) }

const tried = (now, later, more = {}) => ({ asked: { at: '2026-11-21T10:00:00.000Z', words: '21 November 2026, 10:00' }, asker: 'Northshire Community Safety Partnership', giver: 'Northshire Police', purpose: 'Preventing serious violence', release: false, today: now, then: later, opened: [], closed: [], why: '', changes: false, ...more })
const about_people = { shown: true, questions: 9, would_allow: 4, would_allow_part: 2, would_refuse: 2, unknown: 1, fewest: 8 }
const trial = { people: about_people, questions: 5, would_allow: 2, would_allow_part: 1, would_refuse: 1, unknown: 1, opened: 1, closed: 2, elsewhere: 1, own: [tried('refuse', 'disclose', { opened: ['Count by weekday and hour'], changes: true }), tried('disclose', 'disclose_part', { closed: ['Count by area and quarter'], why: 'No rule gives it.', changes: true, release: true }), tried('emergency_disclose', 'refuse')] }
const trying = { terms: { wider: 12, narrower: 3, clauses: 1, widens: true }, versions, version: 'draft:019a', days: '30', lead: true, asked: true, reference: 'isa.northshire.police@3', title: 'Police figures', agency: 'Northshire Police' }

export const examples = {
  'analysis-simulate': { page: 'analysis/simulation', model: { ...trying, trial } },
  'analysis-simulate-others': { page: 'analysis/simulation', model: { ...trying, trial: { ...trial, own: [] } } },
  'analysis-simulate-nothing': { page: 'analysis/simulation', model: { ...trying, trial: { ...trial, people: { ...about_people, shown: false, questions: 0, would_allow: 0, would_allow_part: 0, would_refuse: 0, unknown: 0 }, questions: 0, own: [] } } },
  'analysis-simulate-form': { page: 'analysis/simulation', model: { ...trying, asked: false }, faults: [{ field: 'version', text: 'Choose one of the versions.' }, { field: 'days', text: 'Choose one of what is offered.' }] },
  'analysis-simulate-none': { page: 'analysis/simulation', model: { ...trying, versions: [], asked: false } },
  'analysis-simulate-not-lead': { page: 'analysis/simulation', model: { ...trying, lead: false, asked: false } },
  'templates-list': { page: 'templates/list', model: { templates: [template, { ...template, id: 'iom', title: 'IOM', form_means: 'figures only' }] } },
  'templates-list-none': { page: 'templates/list', model: { templates: [] } },
  'templates-form': { page: 'templates/form', model: { ...template, places, from: '2026-12-01', until: '', term: '1 year', may: may(false, true) } },
  'templates-form-faulty': { page: 'templates/form', model: { ...template, places, from: 'soon', until: '2020-01-01', term: '1 year', may: may(true, false) }, faults: [{ field: 'from', text: 'Write the day as 2026-01-31.' }, { field: 'until', text: 'Give another last day.' }, { field: 'value-1', text: 'Write an id.' }, { field: 'value-4', text: 'Write a reference.' }] },
  'templates-drafted': { page: 'templates/drafted', model: drafted },
  'templates-drafted-whole': { page: 'templates/drafted', model: { ...drafted, whole: true, open: [], findings: [], may: may(false, false) } },
  'templates-drafted-step-up': { page: 'templates/drafted', model: { ...drafted, may: may(false, true) } },
  'analysis-front': { page: 'analysis/front', model: { may_replay: true } },
  'analysis-front-no-replay': { page: 'analysis/front', model: { may_replay: false } },
  'analysis-who-form': { page: 'analysis/who', model: { ...lists, asked: false } },
  'analysis-who-faulty': { page: 'analysis/who', model: { ...lists, field: 'made.up', at: 'tomorrow', asked: false }, faults: [{ field: 'field', text: 'The catalogue has no field of that name.' }, { field: 'at', text: 'Write the day as 2026-01-31.' }, { field: 'form', text: 'Choose one of what is offered for the form.' }] },
  'analysis-who': { page: 'analysis/who', model: { ...lists, field: 'police.count_by_area_quarter', asked: true, title: 'Count by area and quarter', cards: [card(), never], chains: [chain, { ...chain, known_to_source: true }] } },
  'analysis-who-nobody': { page: 'analysis/who', model: { ...lists, agreements: 0, choices: [], field: 'person.family_name', asked: true, title: 'Family name', cards: [], chains: [] } },
  'analysis-what-form': { page: 'analysis/what', model: { ...lists, asked: false }, faults: [{ field: 'role', text: 'Choose both an agency and a role.' }, { field: 'agency', text: 'Choose one of the agencies.' }] },
  'analysis-what': { page: 'analysis/what', model: { ...lists, agency: 'northshire-csp', role: 'analyst', asked: true, agency_name: 'Northshire Community Safety Partnership', role_title: 'Analyses depersonalised data (analyst)', cards: [card(), never] } },
  'analysis-what-nothing': { page: 'analysis/what', model: { ...lists, agency: 'northshire-csp', role: 'analyst', asked: true, agency_name: 'Northshire Community Safety Partnership', role_title: 'Analyses depersonalised data (analyst)', cards: [] } },
  'analysis-overlap': { page: 'analysis/overlap', model: { agreements: 4, overlaps: [meeting('easier-wins', { terms: [{ title: 'smallest group', first: 'groups under 5', second: 'groups under 9' }] }), meeting('different-terms'), meeting('conflict'), meeting('mosaic', { clause: 'isa.northshire.ed@1', where: { ...box, givers: [], purposes: [] } }), meeting('unknown-reach', { where: null })] } },
  'analysis-replay': { page: 'analysis/replay', model: { same: 12, other_agreements: 3, differing: [], differing_elsewhere: 0 } },
  'analysis-replay-differs': { page: 'analysis/replay', model: { same: 11, other_agreements: 0, differing: ['019ac1b2-7c1e-7d10-9a51-6f6c0c6d1a22'], differing_elsewhere: 2 } },
  'analysis-replay-none': { page: 'analysis/replay', model: { same: 0, other_agreements: 0, differing: [], differing_elsewhere: 0 } },
  'analysis-overlap-none': { page: 'analysis/overlap', model: { agreements: 4, overlaps: [] } },
  'analysis-coverage': { page: 'analysis/coverage', model: { agreements: 4, covered: 12, uncovered: [choice('person.family_name', 'Family name')], feeds: [{ feed: 'ed-istv', title: 'Assaults', agency: 'Northshire General Hospital', columns: 9, not_needed: [choice('istv.location_text', 'Where it happened, in words')] }, { feed: 'police-incidents', title: 'Incidents', agency: 'Northshire Police', columns: 8, not_needed: [] }] } },
  'analysis-coverage-none': { page: 'analysis/coverage', model: { agreements: 0, covered: 0, uncovered: [], feeds: [] } },
  'analysis-calendar': { page: 'analysis/calendar', model: { agreements: 4, days: '90', agency: 'Northshire Police', entries: [due('review', -30), due('begins', 1), due('ends', 40), due('assessment', 60), due('training', 80, { course: 'information-handling', member: 'analyst.police' })] } },
  'analysis-calendar-none': { page: 'analysis/calendar', model: { agreements: 4, days: '30', agency: 'Northshire Police', entries: [] } },
  'analysis-diff-form': { page: 'analysis/difference', model: { ...compared, before: '', after: '', asked: false }, faults: [{ field: 'after', text: 'Choose one of the versions.' }, { field: 'before', text: 'Choose one of the versions.' }] },
  'analysis-diff-none': { page: 'analysis/difference', model: { versions: [], before: '', after: '', asked: false } },
  'analysis-diff': { page: 'analysis/difference', model: { ...compared, difference, cut_over: [cut(true), cut(false)] } },
  'analysis-diff-narrower': { page: 'analysis/difference', model: { ...compared, before_title: '', difference: { ...difference, widens: false, changes: [], clauses: [], terms: [], reworded: [] }, cut_over: [] } },
  'analysis-diff-same': { page: 'analysis/difference', model: { ...compared, difference: { widens: false, same: true, changes: [], clauses: [], terms: [], reworded: [] }, cut_over: [] } },
  'analysis-register': { page: 'analysis/register', model: { lists: [{ title: 'School list', agency: 'Northshire Schools Trust', owner: 'Northshire Schools Trust, Leads the partnership’s strategy', in_use: true }, { title: 'Housing list', agency: 'Northshire Housing', owner: null, in_use: false }], algorithms: [{ id: 'hotspots', title: 'Where violence is denser than chance', owner: null }], as_of: day('21 November 2026'), entries: [entry, { ...entry, reference: 'isa.northshire.old@1', state: 'over', owner: null, dpia: null, summary: '', never: [] }] } },
  'analysis-register-none': { page: 'analysis/register', model: { as_of: day('21 November 2026'), entries: [] } },
  'analysis-papers': { page: 'analysis/papers', model: { reference: 'isa.northshire.police@1', title: 'Police figures', print: '/agreements/isa.northshire.police@1/print', readers: [{ agency: 'Northshire Police', role: 'Analyses depersonalised data (analyst)', own: true, href: '/agreements/isa.northshire.police@1/print?agency=northshire-police&role=analyst' }] } },
  'analysis-papers-nobody': { page: 'analysis/papers', model: { reference: 'isa.northshire.police@1', title: 'Police figures', print: '/agreements/isa.northshire.police@1/print', readers: [] } }
}
