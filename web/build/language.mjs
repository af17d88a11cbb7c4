// SPDX-License-Identifier: Apache-2.0
// What a template may say. The renderer (src/template) knows the same names; its loader refuses a tree with others.

/** Filters with the most arguments each takes after the value. `sort` alone takes names for them. */
export const filters = new Map(Object.entries({
  abs: 0, batch: 2, capitalize: 0, d: 2, default: 2, dictsort: 2, dump: 1, e: 0, escape: 0, first: 0, float: 1,
  indent: 2, int: 1, join: 2, last: 0, length: 0, list: 0, lower: 0, nl2br: 0, reject: 2, rejectattr: 1, replace: 3,
  reverse: 0, round: 2, safe: 0, select: 2, selectattr: 1, sort: 3, string: 0, striptags: 1, sum: 2, title: 0, trim: 0,
  truncate: 3, upper: 0, urlencode: 0
}))

/** Tests with the number of arguments each takes after the value. */
export const tests = new Map(Object.entries({
  callable: 0, defined: 0, divisibleby: 1, eq: 1, equalto: 1, escaped: 0, even: 0, falsy: 0, ge: 1, greaterthan: 1,
  gt: 1, iterable: 0, le: 1, lessthan: 1, lower: 0, lt: 1, mapping: 0, ne: 1, null: 0, number: 0, odd: 0, sameas: 1,
  string: 0, truthy: 0, undefined: 0, upper: 0
}))

/** Functions that every template has. `t` says a sentence of web/locales; `range` counts. */
export const functions = new Set(['range', 't'])

/** How tightly JavaScript binds each operator that Nunjucks writes out as it stands. */
export const precedence = {
  or: 1, and: 2, eq: 3, ne: 3, same: 3, differs: 3, lt: 4, gt: 4, le: 4, ge: 4, add: 5, concat: 5, sub: 5, mul: 6, div: 6, mod: 6
}

export const comparisons = {
  '==': 'eq', '!=': 'ne', '===': 'same', '!==': 'differs', '<': 'lt', '>': 'gt', '<=': 'le', '>=': 'ge'
}

export const operators = {
  Or: 'or', And: 'and', Add: 'add', Concat: 'concat', Sub: 'sub', Mul: 'mul', Div: 'div', Mod: 'mod'
}

/** What our own templates may not hold, besides the filter `safe`: the browser's content policy forbids it. */
export const forbiddenMarkup = [
  [/<script(?![^>]*\ssrc=)/i, 'an inline script: put it into web/islands'],
  [/<style\b/i, 'an inline style sheet: put it into web/styles'],
  [/\sstyle\s*=/i, 'a style attribute: use a class'],
  [/\son[a-z]+\s*=\s*["'{]/i, 'an event attribute: put it into web/islands'],
  [/\bjavascript:/i, 'a javascript: address']
]
