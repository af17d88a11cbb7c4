// SPDX-License-Identifier: Apache-2.0
// <div data-module="app-print">: puts a button in it that prints the page. Every browser can print without it.

import { button } from './dom'
import { wordsOf } from './words'

export function enhance(root: HTMLElement): void {
  root.append(button(wordsOf(root).print, 'govuk-button govuk-button--secondary app-print', () => print()))
}
