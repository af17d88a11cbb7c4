// SPDX-License-Identifier: Apache-2.0
// What the page of protection settings is given, as the C++ side makes it. All of it is made up.

const when = words => ({ at: '2026-11-21T10:00:00.000Z', words })
const said = (agency_name, ledger_index) => ({ member: 'governance.csp', agency: 'northshire-csp', agency_name, at: '2026-11-21T10:00:00.000Z', ledger_index, when: when('21 November 2026, 10:00') })
const setting = (name, title, unit, value, usual, more = {}) => ({ name, title, unit, value, default: usual, floor: usual, tightest: 1000, tighter: 'more', means: 'A count of fewer reports is hidden, in tables, verdicts and on maps. An agreement may ask for more, never for fewer.', ...more })
const step = (more = {}) => ({ setting: 'map-support', title: 'Reports near a square', before: 20, value: 12, step: 'loosening', reason: 'too-little', reason_words: 'what may be shown is too little for its purpose', said: said('Northshire Community Safety Partnership', 321), answer: '', ...more })
const proposal = may_confirm => ({ ...step(), lapses: '2026-12-05', may_confirm })
const reasons = [['attack', 'a test or an attack showed that somebody could be found'], ['too-little', 'what may be shown is too little for its purpose']].map(([id, title]) => ({ id, title }))
const classes = setting('map-classes', 'Classes of density', 'classes', 5, 5, { tighter: 'fewer', tightest: 2, means: 'How many shades a map of density has.' })
const page = (settings, more = {}, faults = []) => ({ page: 'protection/settings', model: { settings, steps: [], reasons, may_set: true, days: 14, chosen: '', given: '', given_reason: '', ...more }, faults })

export const examples = {
  'protection-as-in-every-hub': page([setting('smallest-group', 'Smallest group', 'reports', 8, 8), classes], { may_set: false }),
  'protection-for-a-lead': page([setting('smallest-group', 'Smallest group', 'reports', 12, 8, { floor: 12, agreed: 10, agreed_lapses: '2026-12-05' }), setting('map-support', 'Reports near a square', 'reports', 20, 8, { proposal: proposal(false) }), classes], {
    chosen: 'map-classes', given: '9', given_reason: 'too-little', steps: [step(), step({ step: 'tightening', before: 8, value: 20, reason_words: 'a test or an attack showed that somebody could be found' })]
  }, [{ field: 'value', text: 'No hub is looser than that, whoever agrees to it: every hub has it so.' }]),
  'protection-second-person': page([setting('map-support', 'Reports near a square', 'reports', 20, 8, { proposal: proposal(false) })], { chosen: 'map-support' }, [{ field: 'answer', text: 'Whoever proposed it, or is of the same agency, does not confirm it. Ask the information-governance lead of another agency.' }]),
  'protection-to-confirm': page([setting('map-support', 'Reports near a square', 'reports', 20, 8, { proposal: proposal(true) })], {
    steps: [step({ answer: 'confirmed', answered: said('Northshire Police', 330) }), step({ answer: 'withdrawn', answered: said('Northshire Police', 329) })]
  })
}
