// SPDX-License-Identifier: Apache-2.0
// <div data-module="app-keys" data-on data-off data-help> round a pair of records: one key chooses an answer, so that fifty an hour are
// no strain. Off until it is turned on (a single letter must not act on who dictates or holds a key down), and never while
// somebody types. What it is set to stays for the sitting.

import { button, make } from './dom'

const remembered = 'app-keys'
const answers: Readonly<Record<string, string>> = { l: 'link', n: 'not-same', t: 'twins', c: 'cannot-tell', a: 'agree', d: 'turn-down' }

/** Whether a key would end up as text. */
export function types(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || ['TEXTAREA', 'SELECT'].includes(target.tagName) || (target instanceof HTMLInputElement && !['radio', 'checkbox', 'submit', 'button'].includes(target.type))
}

export function enhance(root: HTMLElement, memory: Storage = window.sessionStorage): void {
  const { on = '', off = '', help = '' } = root.dataset
  let active = memory.getItem(remembered) === 'on'
  const note = make('p', { class: 'govuk-hint', role: 'status' })
  const press = button(on, 'govuk-button govuk-button--secondary', () => set(!active))
  function set(to: boolean): void {
    active = to
    memory.setItem(remembered, to ? 'on' : 'off')
    press.textContent = to ? off : on
    press.setAttribute('aria-pressed', String(to))
    note.textContent = to ? help : ''
  }
  root.prepend(press, note)
  set(active)
  document.addEventListener('keydown', event => {
    if (active && event.key === 'Enter' && (event.ctrlKey || event.metaKey) && event.target instanceof HTMLTextAreaElement && root.contains(event.target)) {
      event.preventDefault()
      event.target.form?.requestSubmit()
      return
    }
    if (!active || event.altKey || event.ctrlKey || event.metaKey || types(event.target)) return
    const answer = answers[event.key]
    if (answer !== undefined) root.querySelector<HTMLInputElement>(`input[type="radio"][value="${answer}"]`)?.click()
    else if (event.key === 'r') root.querySelector<HTMLTextAreaElement>('textarea[name="because"]')?.focus()
    else if (event.key === 's') root.querySelector<HTMLAnchorElement>('a[data-key="skip"]')?.click()
    else if (event.key === 'b') document.querySelector<HTMLAnchorElement>('.govuk-back-link')?.click()
    else return
    event.preventDefault()
  })
}
