// SPDX-License-Identifier: Apache-2.0
// Which script enhances which elements: `data-module="app-NAME"` on the element, one line here, one file beside this
// one that exports `enhance(element)`. Each is fetched only by the pages that have such an element.

export interface Island {
  /** Improves what the server sent; gives up quietly where it cannot. */
  enhance(element: HTMLElement): void | Promise<void>
}

export const islands: Readonly<Record<string, () => Promise<Island>>> = {
  'app-copy': () => import('./app-copy'),
  'app-filter': () => import('./app-filter'),
  'app-job': () => import('./app-job'),
  'app-keys': () => import('./app-keys'),
  'app-map': () => import('./app-map'),
  'app-print': () => import('./app-print'),
  'app-upload': () => import('./app-upload')
}
