// SPDX-License-Identifier: Apache-2.0
// What a template may not hold stops the build, with file and line. Ends with "N passed, N failed".
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, afterEach, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const compiler = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../web/build/compile-templates.mjs')
const folder = mkdtempSync(path.join(tmpdir(), 'concordat-templates-'))
let passed = 0
let failed = 0
after(() => {
  rmSync(folder, { recursive: true })
  console.log(`${passed} passed, ${failed} failed`)
})
afterEach(context => {
  if (context.passed === false || context.error) failed += 1
  else passed += 1
})

/** The compiler's complaint about a page of ours, or nothing. */
function complaint(source, words = { greeting: 'Sentence', things: '{count} things' }, other) {
  for (const part of ['own', 'locales']) {
    rmSync(path.join(folder, part), { recursive: true, force: true })
    mkdirSync(path.join(folder, part))
  }
  writeFileSync(path.join(folder, 'own/page.njk'), source)
  writeFileSync(path.join(folder, 'locales/en.json'), JSON.stringify(words))
  if (other) writeFileSync(path.join(folder, 'locales/cy.json'), JSON.stringify(other))
  try {
    execFileSync(process.execPath, [compiler, path.join(folder, 'out.json'), '--own', path.join(folder, 'own'), '--locales',
      path.join(folder, 'locales')], { stdio: 'pipe' })
    return undefined
  } catch (error) {
    return String(error.stderr)
  }
}

const refused = [
  ['an unknown filter', '\n{{ x | nosuch }}', /page\.njk:2: there is no filter nosuch/],
  ['an unknown test', '{{ x is nosuch }}', /page\.njk:1: there is no test nosuch/],
  ['an unknown tag', '\n\n{% nosuch %}', /page\.njk:3: .*nosuch/],
  ['a node the renderer has not', '{% switch x %}{% case 1 %}{% endswitch %}', /page\.njk:1: the renderer has no Switch/],
  ['the filter safe', '{{ x | safe }}', /page\.njk:1: the filter safe/],
  ['a template that is not there', '{% include "absent.njk" %}', /page\.njk:1: there is no template absent\.njk/],
  ['a macro that is not there', '{% from "govuk/components/button/macro.njk" import govukButtons %}', /has no govukButtons/],
  ['a macro that nobody imported', '{{ govukButton({}) }}', /page\.njk:1: govukButton is neither/],
  ['a method', '{{ x.split(",") }}', /page\.njk:1: only macros can be called/],
  ['a word that is not there', '{{ t("absent") }}', /page\.njk:1: web\/locales has no absent/],
  ['a word without its value', '{{ t("things") }}', /page\.njk:1: things needs count/],
  ['a word with a value too many', '{{ t("greeting", n=1) }}', /page\.njk:1: greeting has no place for n/],
  ['an inline script', '<p>\n<script>alert(1)</script>', /page\.njk:2: an inline script/],
  ['a style attribute', '<p style="color: red">', /page\.njk:1: a style attribute/],
  ['an event attribute', '<p onclick="x()">', /page\.njk:1: an event attribute/],
  ['not before a comparison', '{{ not a == b }}', /page\.njk:1: not before a comparison/],
  ['a block twice', '{% block a %}{% endblock %}{% block a %}{% endblock %}', /page\.njk:1: block a is there twice/],
  ['a regular expression', '{{ r/x/ }}', /page\.njk:1: a regular expression/]
]
for (const [what, source, expected] of refused) {
  test(`refuses ${what}`, () => assert.match(complaint(source) ?? 'nothing', expected))
}

test('compiles what is well', () => {
  assert.equal(complaint('{{ t("greeting") }}{{ t("things", count=3) }}{{ t("gree" + x) }}<script type="module" src="/x.js"></script>'), undefined)
  assert.ok(JSON.parse(readFileSync(path.join(folder, 'out.json'))).templates.length > 80)
})

test('refuses languages that say different things', () => {
  assert.match(complaint('', { a: 'x' }, { b: 'y' }), /a is not in both en and cy/)
  assert.match(complaint('', { a: '{n} x' }, { a: 'y' }), /a has other \{places\} in cy/)
})
