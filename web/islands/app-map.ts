// SPDX-License-Identifier: Apache-2.0
// <figure data-module="app-map" data-source data-worker data-label [data-areas] [data-area] [data-classes]> with the server's
// still map as its <svg>: puts a map that moves in its place, with a button to go back. If anything fails the still
// map and its table stay, and the console says why.

import { button, freshId, make, ownAddress } from './dom'
import { areaAt, type Areas, classAt, type ClassedMap, type Figure, insideOf, proportion, readAreas, readClassedMap, scaleBar, union } from './map-data'
import type { MapView, MapViewOptions } from './map-view'
import { allowWorker } from './trusted-types'
import { type Words, wordsOf } from './words'

const mostScalePixels = 120

export type OpenMap = (options: MapViewOptions) => Promise<MapView>
interface Parts {
  readonly live: HTMLElement
  readonly frame: HTMLElement
  readonly here: HTMLElement
  readonly help: HTMLElement
  readonly controls: HTMLElement
  readonly scale: HTMLElement
}

/** Whether the browser can draw; the context is given back at once, because browsers have few. */
export function hasWebGl(): boolean {
  try {
    const context = document.createElement('canvas').getContext('webgl2')
    context?.getExtension('WEBGL_lose_context')?.loseContext()
    return context !== null
  } catch {
    return false
  }
}

function figureText(figure: Figure | undefined, words: Words): string {
  if (figure === undefined) return ''
  const { quarter, reports } = figure
  return `; ${words.map.figure(quarter, reports === null ? words.map.notDelivered : reports === 'hidden' ? words.map.hidden : words.map.reports(reports))}`
}

/** What lies at a place, in words: "Northshire 001: class 5 (highest fifth of the cells shown); whole area in 2026-Q3: 60 reports". */
export function describePlace(map: ClassedMap, areas: Areas | null, words: Words, longitude: number, latitude: number): {
  readonly area: number
  readonly text: string
} {
  const found = classAt(map, longitude, latitude)
  const what = found === null ? words.map.noClass : words.map.square(found.label)
  if (areas === null) return { area: -1, text: what.charAt(0).toUpperCase() + what.slice(1) }
  const area = areaAt(areas, longitude, latitude)
  const name = areas.outlines.features[area]?.properties.name ?? words.map.outside
  const outside = area < 0 && found === null
  return { area, text: outside ? name.charAt(0).toUpperCase() + name.slice(1) : `${name}: ${what}${figureText(areas.figures[area], words)}` }
}

async function fetchJson(address: string): Promise<unknown> {
  const response = await fetch(address, { headers: { Accept: 'application/geo+json, application/json' } })
  if (!response.ok) throw new Error(`map data: status ${response.status}`)
  return response.json()
}

/** A map without outlines is still a map. */
async function fetchAreas(address: string | null): Promise<Areas | null> {
  if (address === null) return null
  try {
    return readAreas(await fetchJson(address))
  } catch (error) {
    console.warn('map without outlines', error)
    return null
  }
}

function keyOf(map: ClassedMap, words: Words): HTMLElement {
  const entry = (colour: string, label: string): HTMLElement => {
    const swatch = make('span', { class: 'app-map__swatch', 'aria-hidden': 'true' })
    swatch.style.backgroundColor = colour
    return make('li', { class: 'app-map__entry' }, swatch, label)
  }
  const list = make('ul', { class: 'app-map__key', 'aria-label': words.map.key },
    ...map.classes.map(({ colour, label }) => entry(colour, label)), entry('#ffffff', words.map.noClass))
  list.setAttribute('role', 'list')
  return list
}

function originOf(map: ClassedMap, words: Words): HTMLElement {
  const { partnership, period, ledgerIndex, release, boundaries } = map.origin
  const origin = make('p', { class: 'app-map__origin' }, words.map.origin(partnership, period, ledgerIndex, release))
  if (boundaries !== '') origin.append(make('br'), words.map.boundaries(boundaries))
  return origin
}

function partsOf(map: ClassedMap, areas: Areas | null, words: Words): Parts {
  const frame = make('div', { class: 'app-map__frame' })
  frame.style.aspectRatio = String(Math.min(2, Math.max(0.8, proportion(union(map.box, areas?.box)))))
  const help = make('p', { class: 'app-map__help', id: freshId('app-map-help') }, words.map.keys)
  const here = make('p', { class: 'app-map__here', role: 'status' })
  const scale = make('p', { class: 'app-map__scale' })
  const controls = make('div', { class: 'app-map__controls', role: 'group', 'aria-label': words.map.controls })
  const cross = make('span', { class: 'app-map__cross', 'aria-hidden': 'true' })
  const live = make('div', { class: 'app-map__live app-map__live--waiting' }, controls, help,
    make('div', { class: 'app-map__stage' }, frame, cross), scale, here, keyOf(map, words), originOf(map, words))
  return { live, frame, here, help, controls, scale }
}

function addControls(controls: HTMLElement, view: MapView, words: Words): void {
  const arrow = (sign: string, label: string, right: number, down: number): HTMLButtonElement => {
    const element = button(sign, 'app-map__button app-map__button--arrow', () => view.pan(right, down))
    element.setAttribute('aria-label', label)
    return element
  }
  controls.append(
    button(words.map.zoomIn, 'app-map__button', () => view.zoom(1)),
    button(words.map.zoomOut, 'app-map__button', () => view.zoom(-1)),
    make('span', { class: 'app-map__arrows' }, arrow('←', words.map.left, -1, 0), arrow('↑', words.map.up, 0, -1),
      arrow('↓', words.map.down, 0, 1), arrow('→', words.map.right, 1, 0)),
    button(words.map.reset, 'app-map__button', () => view.reset()))
}

/** A list of the areas by name: whoever chooses one is taken there and told of it. `chosen`: the code of the one to begin with. */
function addChoice(controls: HTMLElement, areas: Areas, view: MapView, words: Words, chosen: string): void {
  const list = make('select', { class: 'govuk-select app-map__choice', id: freshId('app-map-choice') }, make('option', { value: '' }, words.map.choose))
  const named = areas.outlines.features.map(({ properties }, at) => ({ ...properties, at }))
  for (const { name, at } of named.sort((one, other) => one.name.localeCompare(other.name))) list.append(make('option', { value: String(at) }, name))
  const go = (): void => {
    const place = list.value === '' ? null : insideOf(areas, Number(list.value))
    if (place !== null) view.show(place.longitude, place.latitude, place.box)
  }
  list.addEventListener('change', go)
  const first = named.find(({ code }) => code !== '' && code === chosen)
  if (first !== undefined) {
    list.value = String(first.at)
    view.choose(first.at)
    go()
  }
  controls.append(make('label', { class: 'govuk-visually-hidden', for: list.id }, words.map.goTo), list)
}

/** The button that changes between the two pictures; starts with the one that moves. */
function addSwitch(root: HTMLElement, still: Element, view: MapView, words: Words): HTMLButtonElement {
  const show = (moving: boolean): void => {
    root.classList.toggle('app-map--live', moving)
    change.textContent = moving ? words.map.still : words.map.moving
    if (moving) view.resize()
  }
  const change = button(words.map.still, 'app-map__button app-map__switch', () => show(!root.classList.contains('app-map--live')))
  still.before(change)
  show(true)
  return change
}

async function draw(root: HTMLElement, still: Element, source: string, worker: string, load: () => Promise<OpenMap>): Promise<void> {
  const words = wordsOf(root)
  const [open, json, areas] = await Promise.all([load(), fetchJson(source), fetchAreas(ownAddress(root.dataset['areas']))])
  const map = readClassedMap(json, Number(root.dataset['classes'] ?? 0) || 0)
  if (map === null) throw new Error('map data: not a classed map, or nothing to draw')
  const parts = partsOf(map, areas, words)
  let view: MapView | null = null
  let giveUp = (): void => {}
  root.classList.add('app-map')
  still.classList.add('app-map__still')
  still.after(parts.live)
  try {
    view = await open({
      frame: parts.frame, map, areas, worker, words,
      label: root.dataset['label'] ?? still.querySelector('title')?.textContent ?? words.map.kind,
      describedBy: parts.help.id,
      calm: matchMedia('(prefers-reduced-motion: reduce)').matches,
      strong: matchMedia('(prefers-contrast: more), (forced-colors: active)').matches,
      looksAt(longitude, latitude) {
        const { area, text } = describePlace(map, areas, words, longitude, latitude)
        if (parts.here.textContent !== text) parts.here.textContent = text
        view?.mark(area)
      },
      scaled(metresPerPixel) {
        const { metres, pixels } = scaleBar(metresPerPixel, mostScalePixels)
        parts.scale.textContent = metres >= 1000 ? `${metres / 1000} km` : `${metres} m`
        parts.scale.style.width = `${pixels.toFixed(1)}px`
      },
      lost: () => giveUp()
    })
    parts.live.classList.remove('app-map__live--waiting')
    addControls(parts.controls, view, words)
    if (areas !== null) addChoice(parts.controls, areas, view, words, root.dataset['area'] ?? '')
    const change = addSwitch(root, still, view, words)
    giveUp = () => {
      root.classList.remove('app-map--live')
      change.remove()
      parts.live.remove()
      console.warn('map not enhanced any more: the browser took the drawing away')
    }
    view.tell()
  } catch (error) {
    parts.live.remove()
    throw error
  }
}

export async function enhance(root: HTMLElement, load: () => Promise<OpenMap> = async () => (await import('./map-view')).openMap): Promise<void> {
  const still = root.querySelector('svg')
  const source = ownAddress(root.dataset['source'])
  if (still === null || source === null || !hasWebGl()) return
  try {
    const worker = allowWorker(root.dataset['worker'])
    if (worker === null) throw new Error('map worker: not one of this hub')
    await draw(root, still, source, worker, load)
  } catch (error) {
    console.warn('map not enhanced', error)
  }
}
