// SPDX-License-Identifier: Apache-2.0
// Style sheet, scripts and images for the browser, each with a hash of its bytes in its name, and manifest.json that
// says under which address each is served.
//
//   node build-assets.mjs OUT     writes OUT/assets/… and OUT/manifest.json
import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import * as sass from 'sass'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
const modules = path.join(root, 'node_modules')
const out = path.resolve(process.argv[2])
const assets = path.join(out, 'assets')
const manifest = {}

const hashOf = bytes => createHash('sha256').update(bytes).digest('hex').slice(0, 10)

function put(logical, bytes) {
  const { name, ext } = path.parse(logical)
  const file = `${name}-${hashOf(bytes)}${ext}`
  writeFileSync(path.join(assets, file), bytes)
  manifest[logical] = `/assets/${file}`
}

function styles() {
  const { css } = sass.compile(path.join(root, 'web/styles/main.scss'), {
    style: 'compressed', loadPaths: [modules], quietDeps: true
  })
  for (const [pattern, what] of [[/url\((?!["']?data:)/, 'a file'], [/gds.transport/i, "GOV.UK's typeface"]]) {
    if (pattern.test(css)) throw new Error(`web/styles: the style sheet asks for ${what}: ${css.match(pattern).input.slice(css.search(pattern), css.search(pattern) + 60)}`)
  }
  put('main.css', css)
}

/** MapLibre as published, in a folder that tells its version: its worker must be a file of its own. */
function mapLibre() {
  const { version } = JSON.parse(readFileSync(path.join(modules, 'maplibre-gl/package.json'), 'utf8'))
  const folder = `maplibre-gl-${version}`
  mkdirSync(path.join(assets, folder), { recursive: true })
  for (const file of ['maplibre-gl.mjs', 'maplibre-gl-worker.mjs', 'maplibre-gl.css']) {
    copyFileSync(path.join(modules, 'maplibre-gl/dist', file), path.join(assets, folder, file))
    manifest[file] = `/assets/${folder}/${file}`
  }
  return folder
}

const besideUs = folder => ({
  name: 'maplibre-beside-the-scripts',
  setup(builder) {
    builder.onResolve({ filter: /^maplibre-gl$/ }, () => ({ path: `./${folder}/maplibre-gl.mjs`, external: true }))
  }
})

async function scripts(folder) {
  const { metafile } = await build({
    entryPoints: [path.join(root, 'web/islands/main.ts')],
    outdir: assets, entryNames: '[name]-[hash]', chunkNames: '[name]-[hash]',
    bundle: true, splitting: true, format: 'esm', target: 'es2022', minify: true, metafile: true,
    legalComments: 'none', logLevel: 'warning', absWorkingDir: root,
    define: { MAPLIBRE_FOLDER: JSON.stringify(folder) }, plugins: [besideUs(folder)]
  })
  for (const [file, { entryPoint }] of Object.entries(metafile.outputs)) {
    const logical = entryPoint && path.parse(entryPoint).name + '.js'
    if (logical) manifest[logical] = `/assets/${path.basename(file)}`
  }
}

function images() {
  for (const file of readdirSync(path.join(root, 'web/images')).sort()) put(file, readFileSync(path.join(root, 'web/images', file)))
}

try {
  rmSync(assets, { recursive: true, force: true })
  mkdirSync(assets, { recursive: true })
  styles()
  images()
  await scripts(mapLibre())
  const sorted = Object.fromEntries(Object.entries(manifest).sort(([a], [b]) => (a < b ? -1 : 1)))
  writeFileSync(path.join(out, 'manifest.json'), JSON.stringify(sorted, null, 2) + '\n')
} catch (error) {
  console.error(error.message)
  process.exit(1)
}
