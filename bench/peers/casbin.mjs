// SPDX-License-Identifier: Apache-2.0
// Casbin for Node over the same agreements: one line of policy an agreement, and before them one denying line a prohibition.
//
//   node casbin.mjs SCENARIO.json [--seconds 2] [--check 2000] [--apart]
//
// Written as a fair user would: lists are texts and looked through by `includes`, which is faster here than sets in a function of
// our own; `priority` stops at the first line that matches, where "some allow and no deny" would read all of them; enforceSync does
// without promises. One line for each recipient, role, purpose and field would be several hundred thousand lines, all read for each
// request. With --apart there is one enforcer a discloser, which is an index that the caller keeps.
// A request of twenty fields is twenty enforcements: Casbin decides one at a time, and its batchEnforce asks in a loop.
import { createRequire } from 'node:module'
import { measure } from './measure.mjs'
import { setsOf } from './scenario.mjs'

const require = createRequire(import.meta.url)
const { newEnforcer, newModelFromString } = require('casbin')

const MODEL = `
[request_definition]
r = recipient, kind, role, discloser, purpose, form, consent, inCase, band, area, now, field
[policy_definition]
p = disclosers, recipients, kinds, roles, purposes, form, consent, inCase, band, since, until, areas, fields, eft
[policy_effect]
e = priority(p.eft) || deny
[matchers]
m = p.disclosers.includes(r.discloser) && p.recipients.includes(r.recipient) && p.purposes.includes(r.purpose) && \
p.roles.includes(r.role) && p.kinds.includes(r.kind) && p.fields.includes(r.field) && r.form <= p.form && r.consent >= p.consent && \
r.inCase >= p.inCase && r.band >= p.band && r.now >= p.since && r.now < p.until && p.areas.includes(r.area)
`

const whole = word => `|${word}|` // so that agency1 is not found in agency11
const list = words => whole(words.join('|'))

function linesOf(scenario, agreements) {
  const agencies = list(scenario.agencies.map(one => one.id))
  const kinds = list([...new Set(scenario.agencies.map(one => one.kind))])
  const anyForm = scenario.forms.length - 1
  const bans = scenario.prohibitions.map(one => [agencies, agencies, list(one.kinds), list(scenario.roles), list(one.purposes), anyForm, 0, 0, 0,
    0, Number.MAX_SAFE_INTEGER, list(scenario.areas), list(one.fields), 'deny'])
  const permits = agreements.map(one => [list(one.providers), list(one.recipients), kinds, list(one.roles), list(one.purposes),
    scenario.forms.indexOf(one.form), +one.needConsent, +one.needCase, one.minBand, one.from, one.until, list(one.areas), list(one.fields), 'allow'])
  return [...bans, ...permits].map(line => line.map(String))
}

async function load(scenario, apart) {
  const enforcers = new Map()
  for (const [name, agreements] of setsOf(scenario, apart)) {
    const enforcer = await newEnforcer(newModelFromString(MODEL))
    const lines = linesOf(scenario, agreements)
    // It adds all lines or, where one is there already, none.
    if (!await enforcer.addPolicies(lines)) throw new Error('Casbin refuses the policies')
    enforcers.set(name, enforcer)
  }
  return (question, field) => enforcers.get(apart ? question.discloser : 'all').enforceSync(
    whole(question.recipient), whole(question.kind), whole(question.role), whole(question.discloser), whole(question.purpose),
    question.form, +question.consent, +question.inCase, question.band, whole(question.area), question.now, whole(field))
}

await measure('Casbin (Node)', require('casbin/package.json').version, load)
