// SPDX-License-Identifier: Apache-2.0
// Ends a test file with "N passed, N failed", which tests/count_results.py adds up.
import { after, afterEach } from 'node:test'

let passed = 0
let failed = 0

afterEach(context => {
  if (context.passed === false || context.error) failed += 1
  else passed += 1
})
after(() => console.log(`${passed} passed, ${failed} failed`))
