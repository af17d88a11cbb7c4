// SPDX-License-Identifier: Apache-2.0
// The only file that knows MapLibre. Loaded on demand: it is larger than all other scripts together.
//
// Nothing comes from elsewhere: no base map, no glyphs, no sprites; the only request is the worker's own file.

import { Map as MapLibre, setWorkerCount, setWorkerUrl, type StyleSpecification } from 'maplibre-gl'
import { type Areas, type Box, type ClassedMap, union, widened } from './map-data'
import type { Words } from './words'

export interface MapViewOptions {
  readonly frame: HTMLElement
  readonly map: ClassedMap
  readonly areas: Areas | null
  readonly worker: string
  readonly label: string
  readonly describedBy: string
  readonly words: Words
  /** The reader asked for little motion. */
  readonly calm: boolean
  /** The reader asked for strong contrast. */
  readonly strong: boolean
  /** Where the reader points, or the middle of the map when it was moved by key or button. */
  readonly looksAt: (longitude: number, latitude: number) => void
  /** The scale in the middle of the map. */
  readonly scaled: (metresPerPixel: number) => void
  /** The browser took the drawing away. */
  readonly lost: () => void
}
export interface MapView {
  /** In units of a third of the frame. */
  pan(right: number, down: number): void
  zoom(levels: number): void
  reset(): void
  /** Brings the place into the middle, so near that the box fills a good part of the frame. */
  show(longitude: number, latitude: number, box: Box): void
  /** Draws the area with a strong outline; -1 for none. */
  mark(area: number): void
  /** Draws the area with the strongest outline, whatever is marked. */
  choose(area: number): void
  /** Tells anew what lies in the middle, and the scale. */
  tell(): void
  resize(): void
  remove(): void
}

const ink = '#0b0c0c'
const line = '#8a8f94'
/** Finer than the squares' own 250 m: closer in there is nothing more to see. */
const closest = 16
/** Metres round the equator, and pixels of a tile at zoom 0: what the library's zoom is counted in. */
const equator = 40_075_016.686
const tile = 512

function styleOf({ map, areas, strong }: MapViewOptions): StyleSpecification {
  const colours = map.classes.flatMap(({ number, colour }) => [number, colour])
  const style: StyleSpecification = {
    version: 8,
    sources: { cells: { type: 'geojson', data: map.cells, tolerance: 0, maxzoom: closest } },
    layers: [
      { id: 'paper', type: 'background', paint: { 'background-color': '#ffffff' } },
      {
        id: 'cells', type: 'fill', source: 'cells',
        paint: { 'fill-color': ['match', ['get', 'class'], ...colours, '#ffffff'] as never, 'fill-antialias': false }
      }
    ]
  }
  if (strong) {
    style.layers.push({ id: 'edges', type: 'line', source: 'cells', paint: { 'line-color': ink, 'line-width': 0.7 } })
  }
  if (areas !== null) {
    style.sources['areas'] = { type: 'geojson', data: areas.outlines, tolerance: 0, maxzoom: closest, generateId: true }
    style.layers.push(
      {
        id: 'outlines', type: 'line', source: 'areas',
        paint: { 'line-color': strong ? ink : line, 'line-width': strong ? 1.5 : 0.8 }
      },
      {
        id: 'marked', type: 'line', source: 'areas', layout: { 'line-join': 'round' },
        paint: { 'line-color': ink, 'line-width': ['case', ['boolean', ['feature-state', 'marked'], false], 3, 0] }
      },
      {
        id: 'chosen', type: 'line', source: 'areas', layout: { 'line-join': 'round' },
        paint: { 'line-color': ink, 'line-dasharray': [2, 1], 'line-width': ['case', ['boolean', ['feature-state', 'chosen'], false], 5, 0] }
      }
    )
  }
  return style
}

function corners(box: Box): [number, number, number, number] {
  return [box.west, box.south, box.east, box.north]
}

function create(options: MapViewOptions, home: Box): MapLibre {
  const { frame, words, label } = options
  return new MapLibre({
    container: frame,
    style: styleOf(options),
    bounds: corners(home),
    fitBoundsOptions: { padding: 12 },
    maxBounds: corners(widened(home, 1)),
    maxZoom: closest,
    renderWorldCopies: false,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    cooperativeGestures: true,
    fadeDuration: 0,
    reduceMotion: options.calm,
    locale: {
      'Map.Title': label,
      'CooperativeGesturesHandler.WindowsHelpText': words.map.scrollHelp('Ctrl'),
      'CooperativeGesturesHandler.MacHelpText': words.map.scrollHelp('⌘'),
      'CooperativeGesturesHandler.MobileHelpText': words.map.touchHelp
    }
  })
}

/** Screen readers hand their arrow keys on only to an application. */
function name(canvas: HTMLCanvasElement, options: MapViewOptions): void {
  canvas.setAttribute('role', 'application')
  canvas.setAttribute('aria-roledescription', options.words.map.kind)
  canvas.setAttribute('aria-label', options.label)
  canvas.setAttribute('aria-describedby', options.describedBy)
}

function drawn(map: MapLibre): Promise<void> {
  return new Promise((done, fail) => {
    map.once('load', () => done())
    map.once('error', event => fail(event.error))
  })
}

function viewOf(map: MapLibre, options: MapViewOptions, home: Box): MapView {
  const animate = !options.calm
  let marked = -1
  const tell = (): void => {
    const { lng, lat } = map.getCenter()
    options.looksAt(lng, lat)
    options.scaled((equator * Math.cos((lat * Math.PI) / 180)) / (tile * 2 ** map.getZoom()))
  }
  return {
    pan: (right, down) =>
      void map.panBy([(right * options.frame.clientWidth) / 3, (down * options.frame.clientHeight) / 3], { animate }),
    zoom: levels => void map.zoomTo(map.getZoom() + levels, { animate }),
    reset: () => void map.fitBounds(corners(home), { padding: 12, animate }),
    show(longitude, latitude, box) {
      const camera = map.cameraForBounds(corners(widened(box, 1)))
      void map.easeTo({ center: [longitude, latitude], ...(camera?.zoom === undefined ? {} : { zoom: camera.zoom }), animate })
    },
    mark(area) {
      if (area === marked || options.areas === null) return
      if (marked >= 0) map.setFeatureState({ source: 'areas', id: marked }, { marked: false })
      if (area >= 0) map.setFeatureState({ source: 'areas', id: area }, { marked: true })
      marked = area
    },
    choose: area => void map.setFeatureState({ source: 'areas', id: area }, { chosen: true }),
    tell,
    resize: () => void map.resize(),
    remove: () => map.remove()
  }
}

/** Resolves when the map is drawn. Rejects, and leaves nothing behind, where it cannot be. */
export async function openMap(options: MapViewOptions): Promise<MapView> {
  setWorkerUrl(options.worker)
  setWorkerCount(1)
  const home = union(options.map.box, options.areas?.box)
  const map = create(options, home)
  try {
    await drawn(map)
  } catch (error) {
    map.remove()
    throw error
  }
  map.touchZoomRotate.disableRotation()
  map.keyboard.disableRotation()
  name(map.getCanvas(), options)
  const view = viewOf(map, options, home)
  map.on('mousemove', event => options.looksAt(event.lngLat.lng, event.lngLat.lat))
  map.on('click', event => options.looksAt(event.lngLat.lng, event.lngLat.lat))
  map.on('moveend', view.tell)
  map.on('movestart', () => options.frame.setAttribute('aria-busy', 'true'))
  map.on('idle', () => options.frame.setAttribute('aria-busy', 'false'))
  map.on('error', event => console.warn('map', event.error))
  map.on('webglcontextlost', options.lost)
  return view
}
