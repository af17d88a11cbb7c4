// SPDX-License-Identifier: Apache-2.0
// The style sheet of every page: the built one where CONCORDAT_WEB names build/PRESET/web, else made anew, which takes as
// long as a dozen pages.
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const web = process.env.CONCORDAT_WEB

export async function style() {
  if (web !== undefined) {
    const manifest = JSON.parse(readFileSync(join(web, 'manifest.json'), 'utf8'))
    return readFileSync(join(web, 'assets', basename(manifest['main.css'])), 'utf8')
  }
  const sass = await import('sass')
  return sass.compile(join(root, 'web/styles/main.scss'), { loadPaths: [join(root, 'node_modules')], quietDeps: true, silenceDeprecations: ['if-function'] }).css
}
