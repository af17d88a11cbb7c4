// SPDX-License-Identifier: Apache-2.0
// All islands by the name that `data-module` has. They are small and come in one file; only the drawing of the map,
// which is not, is loaded where a page has one.

import { enhance as copy } from './app-copy'
import { enhance as filter } from './app-filter'
import { enhance as job } from './app-job'
import { enhance as map } from './app-map'
import { enhance as print } from './app-print'
import { enhance as upload } from './app-upload'

export type Island = (root: HTMLElement) => void | Promise<void>

const islands: ReadonlyMap<string, Island> = new Map<string, Island>([
  ['app-copy', root => copy(root)],
  ['app-filter', root => filter(root)],
  ['app-job', root => job(root)],
  ['app-map', root => map(root)],
  ['app-print', print],
  ['app-upload', upload]
])

async function start(root: HTMLElement): Promise<void> {
  try {
    await islands.get(root.dataset['module'] ?? '')?.(root)
  } catch (error) {
    console.warn(`${root.dataset['module']} not enhanced`, error)
  }
}

/** Enhances every island under `scope`; one that fails leaves the others alone. */
export function startIslands(scope: ParentNode = document): void {
  for (const root of scope.querySelectorAll<HTMLElement>('[data-module^="app-"]')) void start(root)
}
