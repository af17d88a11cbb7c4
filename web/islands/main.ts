// SPDX-License-Identifier: Apache-2.0
// The one script of every page. The page works without it; it adds GOV.UK's behaviour and our islands.
import { initAll } from 'govuk-frontend'
import { islands } from './table.js'

document.body.classList.add('js-enabled', 'govuk-frontend-supported')
initAll()

for (const element of document.querySelectorAll<HTMLElement>('[data-module^="app-"]')) {
  const load = islands[element.dataset['module'] ?? '']
  if (load === undefined) continue
  // An island that fails leaves what the server sent.
  load().then(island => island.enhance(element)).catch((error: unknown) => { console.warn('not enhanced', error) })
}
