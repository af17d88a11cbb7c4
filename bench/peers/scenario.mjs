// SPDX-License-Identifier: Apache-2.0
// The scenario as every peer is asked it: questions of one field and of twenty, with the right answer of each.
import { readFileSync } from 'node:fs'

const MASK = (1n << 64n) - 1n
export const FIELDS = 20

/// splitmix64, as SeededChance of src/base/chance.h draws.
function seeded(seed) {
  let state = BigInt(seed)
  const next = () => {
    state = (state + 0x9e3779b97f4a7c15n) & MASK
    let mixed = state
    mixed = ((mixed ^ (mixed >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK
    mixed = ((mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn) & MASK
    return mixed ^ (mixed >> 31n)
  }
  return bound => {
    const limit = MASK - MASK % BigInt(bound)
    let value = next()
    while (value >= limit) value = next()
    return Number(value % BigInt(bound))
  }
}

/// The same nineteen more fields for each request as agreement_bench asks for.
function widen(questions, agreements) {
  const names = [...new Set(agreements.flatMap(one => one.fields))].sort()
  const below = seeded(FIELDS)
  for (const question of questions) {
    const fields = new Set(question.fields)
    while (fields.size < Math.min(FIELDS, names.length)) fields.add(names[below(names.length)])
    question.twenty = [...fields]
  }
}

/// What the rules say, read plainly and apart from every peer: the right answer for the fields that the scenario gives none for.
function reading(scenario) {
  const byDiscloser = new Map(scenario.agencies.map(one => [one.id, scenario.agreements.filter(a => a.providers.includes(one.id))]))
  return (question, field) => {
    const barred = scenario.prohibitions.some(one =>
      one.fields.includes(field) && one.purposes.includes(question.purpose) && one.kinds.includes(question.kind))
    return !barred && byDiscloser.get(question.discloser).some(one =>
      one.fields.includes(field) && one.recipients.includes(question.recipient) && one.roles.includes(question.role) &&
      one.purposes.includes(question.purpose) && scenario.forms.indexOf(one.form) >= question.form &&
      (question.consent || !one.needConsent) && (question.inCase || !one.needCase) && question.band >= one.minBand &&
      one.areas.includes(question.area) && question.now >= one.from && question.now < one.until)
  }
}

/// agreements, prohibitions, agencies ... as the generator wrote them, with `questions` and `permits(question, field)` beside.
/// Throws where the plain reading and the scenario's own answers differ: then neither can judge a peer.
export function readScenario(file) {
  const scenario = JSON.parse(readFileSync(file, 'utf8'))
  const users = new Map(scenario.users.map(one => [one.id, one]))
  const kinds = new Map(scenario.agencies.map(one => [one.id, one.kind]))
  const questions = scenario.requests.map((one, at) => {
    const { agency, role } = users.get(one.user)
    return { user: one.user, recipient: agency, kind: kinds.get(agency), role, discloser: one.provider, purpose: one.purpose,
      form: scenario.forms.indexOf(one.form), consent: one.consent, inCase: one.inCase, band: one.band, area: one.area, now: one.now,
      fields: [one.field], expect: scenario.expect[at] === 1 }
  })
  widen(questions, scenario.agreements)
  const permits = reading(scenario)
  const differing = questions.filter(one => permits(one, one.fields[0]) !== one.expect).length
  if (differing) throw new Error(`${file}: ${differing} answers differ from a plain reading of its rules; make the scenario anew`)
  return { ...scenario, questions, permits }
}

/// The agreements a peer holds in one set: all of them, or those of each discloser apart.
export function setsOf(scenario, apart) {
  if (!apart) return new Map([['all', scenario.agreements]])
  return new Map(scenario.agencies.map(one => [one.id, scenario.agreements.filter(a => a.providers.includes(one.id))]))
}
