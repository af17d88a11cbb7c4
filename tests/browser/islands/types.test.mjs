// SPDX-License-Identifier: Apache-2.0
// The islands' types hold, strictly; and a mistake would be found.
//
//   node --test tests/browser/islands/types.test.mjs
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from './assets.mjs'
import './tally.mjs'

const islands = join(root, 'web/islands')
const check = project => spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '--noEmit', '-p', project], { encoding: 'utf8' })

test('the islands compile strictly', () => {
  const { status, stdout } = check(join(root, 'web'))
  assert.equal(stdout, '')
  assert.equal(status, 0)
})

test('what the house forbids does not compile', () => {
  const folder = mkdtempSync(join(tmpdir(), 'concordat-types-'))
  try {
    const settings = JSON.parse(readFileSync(join(root, 'web/tsconfig.json'), 'utf8'))
    const options = { ...settings.compilerOptions, types: [] } // the wrong files ask for none
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, include: ['*.ts'] }))
    const wrong = [
      'const list: string[] = []\nexport const first: string = list[0]', // noUncheckedIndexedAccess
      'export const o: { a?: string } = { a: undefined }', // exactOptionalPropertyTypes
      'export function f(x) { return x }',
      'export const s: string = null',
      'export const unused = (x: number): number => { const y = x; return x }'
    ]
    wrong.forEach((text, index) => writeFileSync(join(folder, `wrong${index}.ts`), text))
    const { status, stdout } = check(folder)
    assert.notEqual(status, 0)
    wrong.forEach((_, index) => assert.match(stdout, new RegExp(`wrong${index}\\.ts\\(`)))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('no island writes markup, evaluates text, or talks to another server', () => {
  const forbidden = /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\(|new Function|https?:\/\/(?!www\.w3\.org)|setAttribute\('style'/
  const { include } = JSON.parse(readFileSync(join(root, 'web/tsconfig.json'), 'utf8'))
  assert.deepEqual(include, ['islands'])
  const files = spawnSync('find', [islands, '-name', '*.ts'], { encoding: 'utf8' }).stdout.trim().split('\n')
  assert.ok(files.length > 10)
  for (const file of files) assert.doesNotMatch(readFileSync(file, 'utf8'), forbidden, file)
})
