// SPDX-License-Identifier: Apache-2.0
// Checks and times one peer, and prints what it found as lines of JSON, one for a field a request and one for twenty:
//   {peer, version, sets, fields, agreements, requests, wrong, timed, decisions_per_s, p50_us, p99_us, load_ms, rss_mb}
// sets      in how many sets the agreements are held: one, or with --apart one a discloser
// requests  how many were compared with the right answer, each field by itself; wrong: how many answers differed
// decisions_per_s  requests a second of processor time, whatever the number of their fields; load_ms is processor time too, from
//                  the text of the policies to the first answer; p50_us and p99_us are by the clock, over `timed` requests
// rss_mb    the most memory the process held, with Node and the scenario (about 80 MB)
import { FIELDS, readScenario } from './scenario.mjs'

const AT_LEAST = 100 // requests timed, or 99 of 100 would be a guess

function processorMs() {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

function arguments_() {
  const [file, ...words] = process.argv.slice(2)
  const out = { file, seconds: 2, check: 2000, apart: false }
  for (let at = 0; at < words.length; at++) {
    if (words[at] === '--apart') out.apart = true
    else if (words[at] === '--seconds') out.seconds = Number(words[++at])
    else if (words[at] === '--check') out.check = Number(words[++at])
    else out.file = undefined
  }
  if (!out.file || !(out.seconds > 0) || !(out.check > 0)) {
    console.error(`${process.argv[1]} SCENARIO.json [--seconds 2] [--check 2000] [--apart]`)
    console.error('--check: how many requests are compared with the right answer; --apart: the agreements of each discloser in a set of their own')
    process.exit(2)
  }
  return out
}

/// Warms up as it checks. A peer that decides one field at a time is asked once a field.
function wrongOf(ask, questions, fieldsOf, permits) {
  let wrong = 0
  for (const question of questions) {
    for (const field of fieldsOf(question)) wrong += ask(question, field) === permits(question, field) ? 0 : 1
  }
  return wrong
}

function time(ask, questions, fieldsOf, seconds) {
  const each = []
  const begun = processorMs()
  const until = begun + seconds * 1000
  for (let at = 0; each.length < AT_LEAST || processorMs() < until; at++) {
    const question = questions[at % questions.length]
    const one = process.hrtime.bigint()
    for (const field of fieldsOf(question)) ask(question, field)
    each.push(Number(process.hrtime.bigint() - one) / 1000)
  }
  const took = processorMs() - begun
  each.sort((a, b) => a - b)
  const at = share => each[Math.floor(share * (each.length - 1))]
  return { timed: each.length, decisions_per_s: each.length / (took / 1000), p50_us: at(0.5), p99_us: at(0.99) }
}

/// load(scenario, apart) gives, once the policies are ready, ask(question, field), which tells whether that field is permitted.
export async function measure(peer, version, load) {
  const { file, seconds, check, apart } = arguments_()
  const scenario = readScenario(file)
  const { questions, permits } = scenario
  const begun = processorMs()
  const ask = await load(scenario, apart)
  ask(questions[0], questions[0].fields[0])
  const load_ms = processorMs() - begun
  let wrongs = 0
  for (const [fields, fieldsOf] of [[1, one => one.fields], [FIELDS, one => one.twenty]]) {
    const checked = questions.slice(0, Math.ceil(check / fields))
    const wrong = wrongOf(ask, checked, fieldsOf, permits)
    wrongs += wrong
    const timed = time(ask, questions, fieldsOf, seconds)
    const line = { peer, version, sets: apart ? scenario.agencies.length : 1, fields, agreements: scenario.agreements.length, requests: checked.length,
      wrong, ...timed, load_ms, rss_mb: process.resourceUsage().maxRSS / 1024 }
    console.log(JSON.stringify(line, (_, value) => typeof value === 'number' ? Math.round(value * 10) / 10 : value))
  }
  process.exitCode = wrongs ? 1 : 0
}
