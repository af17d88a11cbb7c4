// SPDX-License-Identifier: Apache-2.0
// What the islands need of a server, made in memory: scripts by esbuild, the style sheet, the map's worker.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { style } from '../built.mjs'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const modules = join(root, 'node_modules')

/** As web/islands/main.ts does it, without the other scripts of the page. */
const starter = `import { islands } from './table'
for (const element of document.querySelectorAll('[data-module^="app-"]')) {
  islands[element.dataset.module]?.().then(island => island.enhance(element)).catch(error => console.warn('not enhanced', error))
}`

/** Address to { type, body } of every file under /assets/. */
export async function assets() {
  const scripts = await build({
    stdin: { contents: starter, resolveDir: join(root, 'web/islands'), loader: 'ts' },
    bundle: true, splitting: true, format: 'esm', target: 'es2022', minify: true, write: false, outdir: '/assets', entryNames: 'main'
  })
  const files = new Map(scripts.outputFiles.map(file => [`/assets/${basename(file.path)}`, { type: 'text/javascript', body: file.contents }]))
  files.set('/assets/main.css', { type: 'text/css', body: await style() })
  files.set('/assets/worker.mjs', { type: 'text/javascript', body: readFileSync(join(modules, 'maplibre-gl/dist/maplibre-gl-worker.mjs')) })
  return files
}

/** The named files of web/islands as modules of Node, for tests of what needs no browser. */
export async function load(...names) {
  const folder = mkdtempSync(join(tmpdir(), 'concordat-islands-'))
  try {
    await build({
      entryPoints: names.map(name => join(root, 'web/islands', `${name}.ts`)), outdir: folder, outExtension: { '.js': '.mjs' },
      bundle: true, splitting: true, format: 'esm', target: 'es2022', external: ['maplibre-gl'], logLevel: 'error'
    })
    const loaded = await Promise.all(names.map(name => import(pathToFileURL(join(folder, `${name}.mjs`)))))
    return Object.assign({}, ...loaded)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export { root }
