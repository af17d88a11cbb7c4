// SPDX-License-Identifier: Apache-2.0
// One template's statements as nodes of the tree. Follows what Nunjucks compiles to JavaScript: which names are fixed
// when a template is compiled (`local`, `ctx`) and which are looked up when it runs (`name`).
import path from 'node:path'
import { compileExpression } from './compile-expression.mjs'

/** Names that Nunjucks resolves at compile time: a loop's, a macro's arguments, imports inside a block of code. */
class Scope {
  constructor(parent) {
    this.parent = parent
    this.kinds = new Map()
  }

  find(name) { return this.kinds.get(name) ?? this.parent?.find(name) }
  declare(name) { this.kinds.set(name, this.parent || this.inner ? 'local' : 'ctx') }
  declareLocal(name) { this.kinds.set(name, 'local') }
}

/** What compiling one template needs at every node. */
class Compiler {
  constructor(setting) {
    Object.assign(this, setting)
    this.inBlock = false
    this.exported = []
    this.callable = new Set()
    this.spaces = new Set()
  }

  fail(node, what) { throw new Error(`${this.template.file}:${node.lineno + 1}: ${what}`) }
  emit(name, node, ...operands) { return this.tree.node(name, node.lineno + 1, ...operands) }
  text(value) { return this.tree.string(value) }
  expression(node, scope) { return compileExpression(this, node, scope) }
  statement(node, scope) { return statement(this, node, scope) }

  /** A template named in another one: relative to it where the name begins with a dot. */
  reference(node, reference) {
    if (reference.typename !== 'Literal' || typeof reference.value !== 'string') this.fail(node, 'a template is named by a literal')
    let name = reference.value
    if (name.startsWith('.')) name = path.posix.normalize(path.posix.join(path.posix.dirname(this.template.name), name))
    if (!this.places.has(name)) {
      if (node.ignoreMissing) return undefined
      this.fail(node, `there is no template ${name}`)
    }
    return this.places.get(name)
  }
}

const statements = {
  NodeList: (c, node, scope) => c.emit('seq', node, ...node.children.map(child => statement(c, child, scope)).filter(child => child !== 0)),
  Output: (c, node, scope) => c.emit('seq', node, ...node.children.map(child => output(c, child, scope)).filter(child => child !== 0)),
  If: (c, node, scope) => c.emit('if', node, c.expression(node.cond, scope), statement(c, node.body, scope),
    node.else_ ? statement(c, node.else_, scope) : 0),
  For: forLoop,
  Set: setNames,
  Macro(c, node, scope) {
    const made = macro(c, node)
    scope.declare(node.name.value)
    if (!node.name.value.startsWith('_')) c.exported.push(node.name.value)
    return c.emit('define', node, c.text(node.name.value), made, scope.parent ? 1 : 0)
  },
  Import(c, node, scope) {
    const from = c.reference(node, node.template)
    scope.declare(node.target.value)
    return c.emit('import', node, from, node.withContext ? 1 : 0, scope.parent ? 1 : 0, c.text(node.target.value))
  },
  FromImport(c, node, scope) {
    const from = c.reference(node, node.template)
    const names = node.names.children.map(child => (child.typename === 'Pair' ? [child.key.value, child.value.value] : [child.value, child.value]))
    for (const [name, alias] of names) {
      c.imports.push({ node, from, name, file: c.template.file })
      scope.declare(alias)
    }
    return c.emit('from', node, from, node.withContext ? 1 : 0, scope.parent ? 1 : 0, ...names.flat().map(name => c.text(name)))
  },
  Block: (c, node) => c.emit('block', node, c.text(node.name.value), c.inBlock ? 1 : 0),
  Super(c, node, scope) {
    scope.declareLocal(node.symbol.value)
    return c.emit('super', node, c.text(node.blockName.value), c.text(node.symbol.value))
  },
  Extends(c, node) {
    if (c.inBlock) c.fail(node, 'extends inside a block')
    return c.emit('extends', node, c.reference(node, node.template))
  },
  Include(c, node) {
    const included = c.reference(node, node.template)
    return included === undefined ? 0 : c.emit('include', node, included)
  }
}

function statement(c, node, scope) {
  if (!Object.hasOwn(statements, node.typename)) c.fail(node, `the renderer has no ${node.typename}`)
  return statements[node.typename](c, node, scope)
}

function output(c, node, scope) {
  if (node.typename === 'TemplateData') return node.value ? c.emit('text', node, c.text(node.value)) : 0
  return c.emit('out', node, c.expression(node, scope))
}

function forLoop(c, node, outer) {
  const scope = new Scope(outer)
  const list = c.expression(node.arr, scope)
  const names = node.name.typename === 'Array' ? node.name.children : [node.name]
  for (const name of names) scope.declareLocal(name.value)
  const body = statement(c, node.body, scope)
  const otherwise = node.else_ ? statement(c, node.else_, scope) : 0
  return c.emit('for', node, list, body, otherwise, ...names.map(name => c.text(name.value)))
}

function setNames(c, node, scope) {
  for (const target of node.targets) {
    if (target.typename !== 'Symbol') c.fail(node, 'set needs a plain name')
    c.exported.push(target.value)
  }
  const value = node.value ? c.expression(node.value, scope) : c.expression(node.body, scope)
  return c.emit('set', node, value, ...node.targets.flatMap(target =>
    [c.text(target.value), scope.find(target.value) === 'local' ? 1 : 0]))
}

/** A macro, or with `outer` the body of a call block, which also sees what is around it. */
export function macro(c, node, outer) {
  const children = node.args.children
  const last = children.at(-1)
  const named = last && ['KeywordArgs', 'Dict'].includes(last.typename) ? last : undefined
  const plain = named ? children.slice(0, -1) : children
  const scope = new Scope(outer)
  scope.inner = true
  for (const argument of plain) {
    if (argument.typename !== 'Symbol') c.fail(argument, 'an argument of a macro is a plain name')
    scope.declareLocal(argument.value)
  }
  const defaults = (named?.children ?? []).map(pair => [c.text(pair.key.value), c.expression(pair.value, scope)])
  // Nunjucks gives a macro a frame without a parent, so its imports land in the template's context.
  const body = statement(c, node.body, outer ? scope : macroScope(scope))
  return c.emit('macro', node, body, outer ? 1 : 0, plain.length, ...plain.map(argument => c.text(argument.value)), ...defaults.flat())
}

function macroScope(scope) {
  const own = new Scope()
  own.kinds = new Map(scope.kinds)
  return own
}

function collectNames(c, root) {
  const { nodes } = c
  for (const node of root.findAll(nodes.Macro)) c.callable.add(node.name.value)
  for (const node of root.findAll(nodes.Import)) c.spaces.add(node.target.value)
  for (const node of root.findAll(nodes.FromImport)) {
    for (const child of node.names.children) c.callable.add(child.typename === 'Pair' ? child.value.value : child.value)
  }
}

/** The root and the blocks of one template, and what it gives to those who import it. */
export function compileRoot(ast, setting) {
  const c = new Compiler({ imports: [], ...setting })
  collectNames(c, ast)
  const root = statements.NodeList(c, ast, new Scope())
  c.inBlock = true
  const blocks = {}
  for (const block of ast.findAll(c.nodes.Block)) {
    const name = block.name.value
    if (Object.hasOwn(blocks, name)) c.fail(block, `block ${name} is there twice`)
    blocks[name] = statement(c, block.body, new Scope())
  }
  return { root, blocks, exported: c.exported, imports: c.imports }
}
