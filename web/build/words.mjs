// SPDX-License-Identifier: Apache-2.0
// The sentences of the pages: web/locales/LANGUAGE.json and any web/locales/LANGUAGE/*.json, keys to sentences. Every
// language has the same keys, and each key the same {places}.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'

export function readWords(folder) {
  const words = {}
  for (const entry of readdirSync(folder).sort()) {
    const full = path.join(folder, entry)
    if (statSync(full).isDirectory()) {
      for (const file of readdirSync(full).filter(name => name.endsWith('.json')).sort()) add(words, entry, path.join(full, file))
    } else if (entry.endsWith('.json')) {
      add(words, entry.slice(0, -5), full)
    }
  }
  compare(words)
  return words
}

function add(words, language, file) {
  words[language] ??= {}
  let read
  try {
    read = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new Error(`${file}:1: ${error.message}`)
  }
  for (const [key, sentence] of Object.entries(read)) {
    if (typeof sentence !== 'string') throw new Error(`${file}:1: ${key} is not a sentence`)
    if (Object.hasOwn(words[language], key)) throw new Error(`${file}:1: ${key} is said twice`)
    words[language][key] = sentence
  }
}

const placesOf = sentence => (sentence.match(/\{\w+\}/g) ?? []).sort().join()

function compare(words) {
  const [first, ...others] = Object.keys(words).sort((a, b) => (a === 'en' ? -1 : b === 'en' ? 1 : a < b ? -1 : 1))
  for (const other of others) {
    for (const key of new Set([...Object.keys(words[first]), ...Object.keys(words[other])])) {
      const [left, right] = [words[first][key], words[other][key]]
      if (left === undefined || right === undefined) throw new Error(`web/locales: ${key} is not in both ${first} and ${other}`)
      if (placesOf(left) !== placesOf(right)) throw new Error(`web/locales: ${key} has other {places} in ${other} than in ${first}`)
    }
  }
}
