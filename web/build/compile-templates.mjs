// SPDX-License-Identifier: Apache-2.0
// Compiles the official GOV.UK templates and ours into one tree, which src/template runs. No template is parsed in
// the product.
//
//   node compile-templates.mjs OUT [--own FOLDER] [--locales FOLDER] [--also FOLDER]
//
// --also adds a folder that is held to no lint of ours: the tests'. An unknown node, filter, test, function, template or word is an error with file and line; so is what the browser's
// content policy forbids. The tree: one list of nodes, each after those it holds; a node is [name, line, operand...].
import { createRequire } from 'node:module'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { compileRoot } from './compile-node.mjs'
import { forbiddenMarkup } from './language.mjs'
import { readWords } from './words.mjs'

const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '../..')
const require = createRequire(path.join(root, 'package.json'))
const parser = require('nunjucks/src/parser')
const transformer = require('nunjucks/src/transformer')
const nodes = require('nunjucks/src/nodes')

/** The settings under which GOV.UK publishes its fixtures. */
const parseOptions = { autoescape: true, trimBlocks: true, lstripBlocks: true }

class Tree {
  strings = []
  numbers = []
  nodes = [['none', 0]]
  templates = []
  #stringPlaces = new Map()
  #numberPlaces = new Map()

  string(text) { return place(this.#stringPlaces, this.strings, text) }
  number(value) { return place(this.#numberPlaces, this.numbers, value) }

  node(name, line, ...operands) {
    this.nodes.push([name, line, ...operands])
    return this.nodes.length - 1
  }
}

function place(places, list, value) {
  if (!places.has(value)) {
    places.set(value, list.length)
    list.push(value)
  }
  return places.get(value)
}

function templatesIn(folder, prefix, own) {
  return readdirSync(folder, { recursive: true })
    .map(String).filter(file => file.endsWith('.njk')).sort()
    .map(file => ({ name: prefix + file.split(path.sep).join('/'), file: path.join(folder, file), own }))
}

function lint(template, source) {
  source.split('\n').forEach((line, index) => {
    for (const [pattern, what] of forbiddenMarkup) {
      if (pattern.test(line)) throw new Error(`${template.file}:${index + 1}: ${what}`)
    }
  })
}

function parse(template, source) {
  try {
    return transformer.transform(parser.parse(source, [], parseOptions), [])
  } catch (error) {
    throw new Error(`${template.file}:${error.lineno ?? 1}: ${error.message}`)
  }
}

/** What is imported must be there; what was only needed for this check is not written. */
function checkImports(templates) {
  for (const { imports } of templates) {
    for (const { from, name, node, file } of imports) {
      if (!templates[from].exported.includes(name)) {
        throw new Error(`${file}:${node.lineno + 1}: ${templates[from].name} has no ${name}`)
      }
    }
  }
  for (const template of templates) {
    delete template.imports
    delete template.exported
  }
}

function compileAll({ own, locales, also }) {
  const found = []
  if (own && existsSync(own)) found.push(...templatesIn(own, '', true))
  if (also) found.push(...templatesIn(also, '', false))
  found.push(...templatesIn(path.join(root, 'node_modules/govuk-frontend/dist/govuk'), 'govuk/', false))
  const places = new Map(found.map((template, index) => [template.name, index]))
  const words = locales && existsSync(locales) ? readWords(locales) : {}
  const tree = new Tree()
  for (const template of found) {
    const source = readFileSync(template.file, 'utf8')
    if (template.own) lint(template, source)
    const compiled = compileRoot(parse(template, source), { tree, nodes, template, places, words })
    tree.templates.push({ name: template.name, ...compiled })
  }
  checkImports(tree.templates)
  return { format: 1, strings: tree.strings, numbers: tree.numbers, templates: tree.templates, words, nodes: tree.nodes }
}

/** One node a line, so that two trees can be compared. */
function written(tree) {
  const { nodes: list, ...head } = tree
  return JSON.stringify(head).slice(0, -1) + ',\n"nodes":[\n' + list.map(node => JSON.stringify(node)).join(',\n') + '\n]}\n'
}

function option(name) {
  const at = process.argv.indexOf(name)
  return at < 0 ? undefined : process.argv[at + 1]
}

try {
  const tree = compileAll({
    own: option('--own'), locales: option('--locales'), also: option('--also')
  })
  writeFileSync(process.argv[2], written(tree))
} catch (error) {
  console.error(error.message)
  process.exit(1)
}
