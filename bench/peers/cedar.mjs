// SPDX-License-Identifier: Apache-2.0
// Cedar, compiled to WebAssembly, over the same agreements: one policy an agreement, one forbidding policy a prohibition.
//
//   node cedar.mjs SCENARIO.json [--seconds 2] [--check 2000] [--apart]
//
// The policies are parsed once and kept (preparsePolicySet); each request carries the one entity it is about. Cedar evaluates
// every policy of the set for every request, so what counts is how cheaply it can leave one: by the scope. That a discloser is
// party to an agreement is therefore told by the hierarchy (`resource in`), which took about 0.7 of the time of lists in conditions,
// and texts are compared one by one (`==`), which took less than sets of them (`contains`). With --apart there is one set a discloser, which is an index that the caller keeps: Cedar has none of its own.
// A request of twenty fields is twenty authorisations: Cedar decides one resource and one context at a time, and a condition over
// a set of fields (`containsAll`) would permit all or none, and only where one agreement covers all.
import { createRequire } from 'node:module'
import { measure } from './measure.mjs'
import { setsOf } from './scenario.mjs'

const cedar = createRequire(import.meta.url)('@cedar-policy/cedar-wasm/nodejs')

const text = JSON.stringify // of words of letters, digits and dashes, where the two languages write alike
const any = (words, name) => `(${words.map(word => `context.${name} == ${text(word)}`).join(' || ')})`

function permitting(agreement, scenario) {
  const conditions = [
    any(agreement.recipients, 'recipient'), any(agreement.roles, 'role'), any(agreement.purposes, 'purpose'),
    `context.form <= ${scenario.forms.indexOf(agreement.form)}`,
    agreement.needConsent && 'context.consent', agreement.needCase && 'context.inCase',
    agreement.minBand > 0 && `context.band >= ${agreement.minBand}`,
    `context.now >= ${agreement.from}`, `context.now < ${agreement.until}`,
    any(agreement.fields, 'field'),
    agreement.areas.length < scenario.areas.length && any(agreement.areas, 'area')
  ]
  return `permit(principal, action == Action::"disclose", resource in Discloser::${text(agreement.id)})
    when { ${conditions.filter(Boolean).join(' && ')} };`
}

const forbidding = ban => `forbid(principal, action == Action::"disclose", resource)
    when { ${any(ban.kinds, 'kind')} && ${any(ban.purposes, 'purpose')} && ${any(ban.fields, 'field')} };`

function load(scenario, apart) {
  const parents = new Map(scenario.agencies.map(one => [one.id, []]))
  for (const [name, agreements] of setsOf(scenario, apart)) {
    const staticPolicies = {}
    for (const one of agreements) staticPolicies[one.id] = permitting(one, scenario)
    for (const one of scenario.prohibitions) staticPolicies[one.id] = forbidding(one)
    const answer = cedar.preparsePolicySet(name, { staticPolicies })
    if (answer.type !== 'success') throw new Error(`Cedar refuses the policies: ${text(answer.errors).slice(0, 500)}`)
  }
  for (const one of scenario.agreements) {
    for (const agency of one.providers) parents.get(agency).push({ type: 'Discloser', id: one.id })
  }
  return (question, field) => {
    const resource = { type: 'Agency', id: question.discloser }
    const { recipient, kind, role, purpose, form, consent, inCase, band, area, now } = question
    const answer = cedar.statefulIsAuthorized({
      principal: { type: 'User', id: question.user }, action: { type: 'Action', id: 'disclose' }, resource,
      context: { recipient, kind, role, purpose, form, consent, inCase, band, area, now, field },
      entities: [{ uid: resource, attrs: {}, parents: parents.get(question.discloser) }],
      preparsedPolicySetId: apart ? question.discloser : 'all'
    })
    // A policy that fails to evaluate is skipped, a prohibition too: that would be no answer.
    if (answer.type !== 'success' || answer.response.diagnostics.errors.length) throw new Error(`Cedar fails: ${text(answer).slice(0, 500)}`)
    return answer.response.decision === 'allow'
  }
}

await measure('Cedar (WebAssembly)', cedar.getCedarSDKVersion(), load)
