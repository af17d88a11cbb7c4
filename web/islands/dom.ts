// SPDX-License-Identifier: Apache-2.0
// Makes elements without markup: text is text, so no name can become an element.

export interface Attributes {
  readonly [name: string]: string
}

/** An element with its attributes and its children; a string becomes a text node. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name, attributes: Attributes = {}, ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
  element.append(...children)
  return element
}

export function button(label: string, classes: string, pressed: () => void): HTMLButtonElement {
  const element = make('button', { type: 'button', class: classes }, label)
  element.addEventListener('click', pressed)
  return element
}

let made = 0

/** An id that no other element of the page has. */
export function freshId(stem: string): string {
  do made += 1
  while (document.getElementById(`${stem}-${made}`) !== null)
  return `${stem}-${made}`
}

/** The address as a path of this very server; null for anything else, so that no attribute leads elsewhere. */
export function ownAddress(address: string | null | undefined, page: string = location.href): string | null {
  if (address === null || address === undefined || address === '') return null
  try {
    const url = new URL(address, page)
    return url.origin === new URL(page).origin && /^https?:$/.test(url.protocol) ? url.pathname + url.search : null
  } catch {
    return null
  }
}
