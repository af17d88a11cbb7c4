// SPDX-License-Identifier: Apache-2.0
// <div data-module="app-filter" [data-label]> round a table: puts a search box above it that shows only the rows with
// all the words typed, and says how many. A total in <tfoot> stays. Short tables are left as they are.

import { freshId, make } from './dom'
import { browserTiming, type Timing } from './progress'
import { wordsOf } from './words'

const fewestRows = 8
const pauseMilliseconds = 250

/** Without case and accents, so that "sion" finds "Siôn". */
export function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{Mark}/gu, '').toLowerCase().replace(/\s+/g, ' ').trim()
}

/** Whether a row has every word of the question somewhere; both folded. */
export function matches(row: string, question: string): boolean {
  return question.split(' ').every(word => row.includes(word))
}

export function enhance(root: HTMLElement, timing: Timing = browserTiming): void {
  const rows = [...root.querySelectorAll<HTMLTableRowElement>('table tbody tr')]
  if (rows.length < fewestRows) return
  const texts = rows.map(row => folded([...row.cells].map(cell => cell.textContent ?? '').join(' ')))
  const words = wordsOf(root)
  const id = freshId('app-filter')
  const input = make('input', { class: 'govuk-input app-filter__input', id, type: 'search', autocomplete: 'off', spellcheck: 'false' })
  const count = make('p', { class: 'app-filter__count', role: 'status' })
  const label = make('label', { class: 'govuk-label', for: id }, root.dataset['label'] ?? words.filter.label)
  let asked = 0
  const apply = (): void => {
    const question = folded(input.value)
    let shown = 0
    rows.forEach((row, index) => {
      row.hidden = !matches(texts[index] ?? '', question)
      if (!row.hidden) shown += 1
    })
    // Told after a pause in typing: a count after each letter is noise to who hears it.
    const turn = (asked += 1)
    timing.later(() => {
      if (turn === asked) count.textContent = words.filter.shown(shown, rows.length)
    }, pauseMilliseconds)
  }
  input.addEventListener('input', apply)
  input.addEventListener('keydown', event => {
    if (event.key === 'Enter') event.preventDefault()
    if (event.key !== 'Escape' || input.value === '') return
    input.value = ''
    apply()
  })
  root.prepend(make('div', { class: 'app-filter' }, label, input, count))
}
