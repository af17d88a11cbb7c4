// SPDX-License-Identifier: Apache-2.0
// <code data-module="app-copy" [data-copy] [data-label]>: puts a button beside an id, a hash or a command that copies
// it. `data-copy` is what is copied where the text on the page is cut short; `data-label` says what it is.

import { button, make } from './dom'
import { browserTiming, type Timing } from './progress'
import { wordsOf } from './words'

const thanksMilliseconds = 4000

export function enhance(root: HTMLElement, timing: Timing = browserTiming): void {
  const text = root.dataset['copy'] ?? root.textContent?.trim() ?? ''
  const clipboard: Clipboard | undefined = navigator.clipboard
  if (text === '' || clipboard === undefined) return
  const words = wordsOf(root).copy
  const status = make('span', { class: 'app-copy__status', role: 'status' })
  let turn = 0
  const tell = (sentence: string): void => {
    status.textContent = sentence
    const mine = (turn += 1)
    timing.later(() => {
      if (mine === turn) status.textContent = ''
    }, thanksMilliseconds)
  }
  const press = button(words.copy, 'app-copy__button', () => {
    clipboard.writeText(text).then(() => tell(words.copied), () => tell(words.failed))
  })
  const what = root.dataset['label']
  if (what !== undefined && what !== '') press.append(make('span', { class: 'app-visually-hidden' }, ` ${what}`))
  root.after(' ', press, ' ', status)
}
