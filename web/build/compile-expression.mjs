// SPDX-License-Identifier: Apache-2.0
// One expression as nodes of the tree.
import { comparisons, filters, functions, operators, precedence, tests } from './language.mjs'
import { macro } from './compile-node.mjs'

const expressions = {
  Literal: literal,
  Symbol(c, node, scope) {
    return c.emit(scope.find(node.value) ?? 'name', node, c.text(node.value))
  },
  Group(c, node, scope) {
    if (node.children.length !== 1) c.fail(node, 'brackets hold one expression')
    return c.expression(node.children[0], scope)
  },
  NodeList(c, node, scope) {
    if (node.children.length !== 1) c.fail(node, 'one expression is expected here')
    return c.expression(node.children[0], scope)
  },
  Array: (c, node, scope) => c.emit('array', node, ...node.children.map(child => c.expression(child, scope))),
  Dict: dictionary,
  KeywordArgs: dictionary,
  InlineIf: (c, node, scope) => c.emit('choose', node, c.expression(node.cond, scope), c.expression(node.body, scope),
    node.else_ ? c.expression(node.else_, scope) : 0),
  In: (c, node, scope) => c.emit('in', node, c.expression(node.left, scope), c.expression(node.right, scope)),
  Is: isTest,
  FloorDiv: (c, node, scope) => c.emit('floordiv', node, c.expression(node.left, scope), c.expression(node.right, scope)),
  Pow: (c, node, scope) => c.emit('pow', node, c.expression(node.left, scope), c.expression(node.right, scope)),
  LookupVal: (c, node, scope) => c.emit('get', node, c.expression(node.target, scope), c.expression(node.val, scope)),
  FunCall: call,
  Filter: filter,
  Caller: (c, node, scope) => c.emit('closure', node, macro(c, node, scope)),
  Capture: (c, node, scope) => c.emit('capture', node, c.statement(node.body, scope))
}
for (const name of [...Object.keys(operators), 'Compare', 'Not', 'Neg', 'Pos']) expressions[name] = operatorTree

export function compileExpression(c, node, scope) {
  if (!Object.hasOwn(expressions, node.typename)) c.fail(node, `the renderer has no ${node.typename}`)
  return expressions[node.typename](c, node, scope)
}

function literal(c, node) {
  const { value } = node
  if (typeof value === 'string') return c.emit('string', node, c.text(value))
  if (typeof value === 'number') return c.emit('number', node, c.tree.number(value))
  if (typeof value === 'boolean') return c.emit(value ? 'true' : 'false', node)
  if (value === null) return c.emit('null', node)
  return c.fail(node, 'a regular expression')
}

function dictionary(c, node, scope) {
  return c.emit(node.typename === 'Dict' ? 'dict' : 'named', node, ...node.children.flatMap(({ key, value }) => {
    if (key.typename !== 'Symbol' && typeof key.value !== 'string') c.fail(node, 'a key is a string or a name')
    return [c.text(key.value), c.expression(value, scope)]
  }))
}

function isTest(c, node, scope) {
  const name = node.right.name ? node.right.name.value : node.right.value
  const given = node.right.args?.children ?? []
  const wanted = tests.get(String(name))
  if (wanted === undefined) c.fail(node, `there is no test ${name}`)
  if (given.length !== wanted) c.fail(node, `the test ${name} takes ${wanted} arguments`)
  return c.emit('test', node, c.text(String(name)), c.expression(node.left, scope), ...given.map(argument => c.expression(argument, scope)))
}

function filter(c, node, scope) {
  const name = node.name.value
  if (!filters.has(name)) c.fail(node, `there is no filter ${name}`)
  if (name === 'safe' && c.template.own) c.fail(node, 'the filter safe is for the official templates only: our own markup comes from macros')
  const given = node.args.children
  if (given.length - 1 > filters.get(name)) c.fail(node, `the filter ${name} takes ${filters.get(name)} arguments`)
  if (name !== 'sort' && given.some(argument => argument.typename === 'KeywordArgs')) c.fail(node, `the filter ${name} takes no named arguments`)
  if (['select', 'reject'].includes(name) && given[1] && !tests.has(given[1].value)) c.fail(node, `there is no test ${given[1].value}`)
  return c.emit('filter', node, c.text(name), ...given.map(argument => c.expression(argument, scope)))
}

function call(c, node, scope) {
  const callee = node.name
  const given = node.args.children
  if (callee.typename === 'LookupVal' && callee.val.value === 'includes' && given.length === 1) {
    return c.emit('in', node, c.expression(given[0], scope), c.expression(callee.target, scope))
  }
  if (callee.typename === 'Symbol') {
    const name = callee.value
    const known = c.callable.has(name) || name === 'caller' || scope.find(name)
    if (name === 't' && !known) return word(c, node, scope)
    if (!known && !functions.has(name)) c.fail(node, `${name} is neither a macro of this file nor imported into it`)
  } else if (callee.typename !== 'LookupVal' || !c.spaces.has(callee.target.value)) {
    c.fail(node, 'only macros can be called; a value has no methods but includes')
  }
  return c.emit('call', node, c.expression(callee, scope), ...given.map(argument => c.expression(argument, scope)))
}

/** `t('key', count=3)`: a sentence whose key is a literal, or begins with one: t('refusal.' + code). */
function word(c, node, scope) {
  const [key, named] = node.args.children
  if (!key || node.args.children.length > 2 || (named && named.typename !== 'KeywordArgs')) c.fail(node, "t takes a key and named values: t('key', count=3)")
  const english = Object.keys(c.words.en ?? {})
  if (key.typename === 'Literal') {
    if (!english.includes(key.value)) c.fail(node, `web/locales has no ${key.value}`)
    const wanted = new Set([...c.words.en[key.value].matchAll(/\{(\w+)\}/g)].map(match => match[1]))
    const given = new Set((named?.children ?? []).map(pair => pair.key.value))
    for (const place of wanted) if (!given.has(place)) c.fail(node, `${key.value} needs ${place}`)
    for (const place of given) if (!wanted.has(place)) c.fail(node, `${key.value} has no place for ${place}`)
  } else {
    let start = key
    while (['Add', 'Concat'].includes(start.typename)) start = start.left
    if (start === key || typeof start.value !== 'string' || start.typename !== 'Literal') c.fail(node, "the key of t begins with a literal: t('refusal.' + code)")
    if (!english.some(other => other.startsWith(start.value))) c.fail(node, `web/locales has nothing that begins with ${start.value}`)
  }
  return c.emit('word', node, c.expression(key, scope), named ? c.expression(named, scope) : 0)
}

/**
 * Nunjucks writes operators out without brackets and lets JavaScript bind them anew: `not a == b` becomes `!a == b`.
 * The same is done here: operands and operators in a row, then JavaScript's precedence.
 */
function operatorTree(c, node, scope) {
  const row = []
  flatten(c, node, scope, row)
  let at = 0
  const primary = () => {
    const item = row[at++]
    return item.prefix ? c.emit(item.prefix, item.node, primary()) : item.value
  }
  const climb = least => {
    let left = primary()
    while (at < row.length && precedence[row[at].operator] >= least) {
      const { operator, node: place } = row[at++]
      left = c.emit(operator, place, left, climb(precedence[operator] + 1))
    }
    return left
  }
  return climb(1)
}

function flatten(c, node, scope, row) {
  if (Object.hasOwn(operators, node.typename)) {
    flatten(c, node.left, scope, row)
    row.push({ operator: operators[node.typename], node })
    flatten(c, node.right, scope, row)
  } else if (node.typename === 'Compare') {
    flatten(c, node.expr, scope, row)
    for (const { type, expr } of node.ops) {
      row.push({ operator: comparisons[type], node })
      flatten(c, expr, scope, row)
    }
  } else if (['Not', 'Neg', 'Pos'].includes(node.typename)) {
    if (c.template.own && node.typename === 'Not' && node.target.typename === 'Compare') {
      c.fail(node, 'not before a comparison binds to its left side only: write brackets')
    }
    row.push({ prefix: node.typename.toLowerCase(), node })
    flatten(c, node.target, scope, row)
  } else {
    row.push({ value: c.expression(node, scope) })
  }
}
