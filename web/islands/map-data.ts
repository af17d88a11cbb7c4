// SPDX-License-Identifier: Apache-2.0
// Reads the GeoJSON of a released map (docs/formats/release.md): squares with a class, and areas with a name. Nothing
// is trusted: what is not such a map is null, and so is a file with points in it, which may never be drawn.

import type { Feature, FeatureCollection, MultiPolygon, Polygon } from 'geojson'

export interface Box {
  readonly west: number
  readonly south: number
  readonly east: number
  readonly north: number
}
export interface MapClass {
  readonly number: number
  readonly label: string
  readonly colour: string
}
export interface Origin {
  readonly partnership: string
  readonly period: string
  readonly ledgerIndex: string
  readonly release: string
  readonly boundaries: string
}
export interface ClassedMap {
  readonly cells: FeatureCollection<Polygon, { readonly class: number }>
  readonly classes: readonly MapClass[]
  readonly box: Box
  readonly origin: Origin
}
/** What a file of areas says of one area in its latest quarter. */
export interface Figure {
  readonly quarter: string
  /** null: not delivered; "hidden": too small to be told. */
  readonly reports: number | 'hidden' | null
}
export interface Areas {
  readonly outlines: FeatureCollection<MultiPolygon, { readonly name: string, readonly code: string }>
  /** One for each outline; undefined where the file has no quarters. */
  readonly figures: readonly (Figure | undefined)[]
  readonly box: Box
}

/** The five steps of src/render/svg.h, so that both pictures say the same. */
export const hue = ['#d6e6f4', '#abd0e6', '#6aaed6', '#3787c0', '#105ba4'] as const

/** Step 1 to `steps` of `steps` shades, spread over the whole hue, as the still picture has them. */
export function shade(step: number, steps: number): string {
  const place = Math.floor(((2 * step - 1) * hue.length) / (2 * Math.max(steps, 1)))
  return hue[Math.max(0, Math.min(place, hue.length - 1))] ?? hue[0]
}

type Ring = number[][]
type Members = Readonly<Record<string, unknown>>

function members(value: unknown): Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {}
}

function words(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
}

function readRing(value: unknown): Ring | null {
  if (!Array.isArray(value) || value.length < 4) return null
  const ring: Ring = []
  for (const corner of value as readonly unknown[]) {
    if (!Array.isArray(corner)) return null
    const [longitude, latitude] = corner as readonly unknown[]
    if (typeof longitude !== 'number' || typeof latitude !== 'number') return null
    if (!(Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90)) return null
    ring.push([longitude, latitude])
  }
  return ring
}

function readRings(value: unknown): Ring[] | null {
  if (!Array.isArray(value) || value.length === 0) return null
  const rings = (value as readonly unknown[]).map(readRing)
  return rings.every(ring => ring !== null) ? rings : null
}

/** `undefined` for a feature that has no place, null for one that may not be drawn. */
function readGeometry(value: unknown): Ring[][] | null | undefined {
  if (value === null) return undefined
  const { type, coordinates } = members(value)
  if (type === 'Polygon') {
    const rings = readRings(coordinates)
    return rings === null ? null : [rings]
  }
  if (type !== 'MultiPolygon' || !Array.isArray(coordinates)) return null
  const polygons = (coordinates as readonly unknown[]).map(readRings)
  return polygons.every(rings => rings !== null) ? polygons : null
}

function readFeatures(value: unknown): readonly unknown[] | null {
  const { type, features } = members(value)
  return type === 'FeatureCollection' && Array.isArray(features) ? (features as readonly unknown[]) : null
}

/** The smallest box round all corners; null where there is none. */
function boxOf(polygons: readonly (readonly Ring[])[]): Box | null {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const ring of polygons.flat()) {
    for (const [longitude = 0, latitude = 0] of ring) {
      west = Math.min(west, longitude)
      east = Math.max(east, longitude)
      south = Math.min(south, latitude)
      north = Math.max(north, latitude)
    }
  }
  return west <= east ? { west, south, east, north } : null
}

export function union(one: Box, other: Box | undefined): Box {
  if (other === undefined) return one
  return {
    west: Math.min(one.west, other.west),
    south: Math.min(one.south, other.south),
    east: Math.max(one.east, other.east),
    north: Math.max(one.north, other.north)
  }
}

/** Width by height as it is drawn: a degree of longitude is shorter the further north. */
export function proportion(box: Box): number {
  const along = Math.max(box.north - box.south, 1e-6)
  return (Math.max(box.east - box.west, 1e-6) * Math.cos((((box.north + box.south) / 2) * Math.PI) / 180)) / along
}

/** A round length, 1, 2 or 5 times a power of ten metres, that takes at most `most` pixels. */
export function scaleBar(metresPerPixel: number, most: number): { readonly metres: number; readonly pixels: number } {
  const longest = metresPerPixel * most
  const power = 10 ** Math.floor(Math.log10(longest))
  const metres = ([5, 2].find(step => step * power <= longest) ?? 1) * power
  return { metres, pixels: metres / metresPerPixel }
}

/** The box with a margin of `share` of its own size at each side. */
export function widened(box: Box, share: number): Box {
  const across = (box.east - box.west) * share
  const along = (box.north - box.south) * share
  return { west: box.west - across, south: box.south - along, east: box.east + across, north: box.north + along }
}

function readOrigin(value: unknown): Origin {
  const about = members(members(value)['about'])
  return {
    partnership: words(about['Partnership']),
    period: words(about['Period']),
    ledgerIndex: words(about['Ledger index']),
    release: words(about['Release']),
    boundaries: words(about['Boundaries'])
  }
}

/**
 * The map of a file, null where the file is not one, holds anything but squares with a class from 1 to 5, or has
 * nothing to draw. `classCount` is how many classes the still picture has, where the highest may have no square.
 */
export function readClassedMap(value: unknown, classCount = 0): ClassedMap | null {
  const features = readFeatures(value)
  if (features === null) return null
  const cells: Feature<Polygon, { class: number }>[] = []
  const labels = new Map<number, string>()
  for (const feature of features) {
    const { geometry, properties } = members(feature)
    const { class: number, label } = members(properties)
    if (typeof number !== 'number' || !Number.isInteger(number) || number < 1 || number > hue.length) return null
    if (typeof label !== 'string') return null
    const polygons = readGeometry(geometry)
    if (polygons === null || (polygons?.length ?? 1) !== 1) return null
    labels.set(number, label)
    const rings = polygons?.[0]
    if (rings === undefined) continue
    cells.push({ type: 'Feature', properties: { class: number }, geometry: { type: 'Polygon', coordinates: rings } })
  }
  const box = boxOf(cells.map(cell => cell.geometry.coordinates))
  if (box === null) return null
  const count = Math.min(hue.length, Math.max(classCount, ...labels.keys()))
  const classes = [...labels].sort(([one], [other]) => one - other)
    .map(([number, label]) => ({ number, label, colour: shade(number, count) }))
  return { cells: { type: 'FeatureCollection', features: cells }, classes, box, origin: readOrigin(value) }
}

/** Of the latest quarter among the members, which are in the file's own words: a number, "*" or null. */
function readFigure(properties: Members): Figure | undefined {
  const quarter = Object.keys(properties).filter(name => /^\d{4}-Q[1-4]$/.test(name)).sort().at(-1)
  if (quarter === undefined) return undefined
  const value = properties[quarter]
  if (typeof value === 'number' && Number.isFinite(value)) return { quarter, reports: value }
  return value === '*' ? { quarter, reports: 'hidden' } : value === null ? { quarter, reports: null } : undefined
}

/** Outlines, names and latest figures of a file of areas; null where it is not one or has nothing to draw. */
export function readAreas(value: unknown): Areas | null {
  const features = readFeatures(value)
  if (features === null) return null
  const outlines: Feature<MultiPolygon, { name: string, code: string }>[] = []
  const figures: (Figure | undefined)[] = []
  for (const feature of features) {
    const { geometry, properties } = members(feature)
    const { name, code } = members(properties)
    const polygons = readGeometry(geometry)
    if (typeof name !== 'string' || polygons === null) return null
    if (polygons === undefined) continue
    outlines.push({ type: 'Feature', properties: { name, code: words(code) }, geometry: { type: 'MultiPolygon', coordinates: polygons } })
    figures.push(readFigure(members(properties)))
  }
  const box = boxOf(outlines.flatMap(outline => outline.geometry.coordinates))
  return box === null ? null : { outlines: { type: 'FeatureCollection', features: outlines }, figures, box }
}

function crosses(ring: readonly (readonly number[])[], longitude: number, latitude: number): boolean {
  let inside = false
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const [x1 = 0, y1 = 0] = ring[i] ?? []
    const [x2 = 0, y2 = 0] = ring[j] ?? []
    if (y1 > latitude !== y2 > latitude && longitude < ((x2 - x1) * (latitude - y1)) / (y2 - y1) + x1) inside = !inside
  }
  return inside
}

/** Even-odd over all rings, so that a hole is outside. */
function holds(rings: readonly Ring[], longitude: number, latitude: number): boolean {
  return rings.reduce((inside, ring) => inside !== crosses(ring, longitude, latitude), false)
}

/** The class of the square at a place, null where none is shown. */
export function classAt(map: ClassedMap, longitude: number, latitude: number): MapClass | null {
  const cell = map.cells.features.find(({ geometry }) => holds(geometry.coordinates, longitude, latitude))
  return map.classes.find(({ number }) => number === cell?.properties.class) ?? null
}

/** The position of the area at a place among the outlines, -1 where there is none. */
export function areaAt(areas: Areas, longitude: number, latitude: number): number {
  return areas.outlines.features.findIndex(({ geometry }) =>
    geometry.coordinates.some(rings => holds(rings, longitude, latitude)))
}

/** A place inside the area, as near the middle of its box as a grid of samples has one; the middle itself where none of them is inside. */
export function insideOf(areas: Areas, area: number): { readonly longitude: number; readonly latitude: number; readonly box: Box } | null {
  const outline = areas.outlines.features[area]
  const box = outline === undefined ? null : boxOf(outline.geometry.coordinates)
  if (outline === undefined || box === null) return null
  const samples = 24
  const middle = { longitude: (box.west + box.east) / 2, latitude: (box.south + box.north) / 2 }
  let best = middle
  let nearest = Infinity
  for (let i = 0; i <= samples; i += 1) {
    for (let j = 0; j <= samples; j += 1) {
      const longitude = box.west + ((box.east - box.west) * i) / samples
      const latitude = box.south + ((box.north - box.south) * j) / samples
      const away = (i - samples / 2) ** 2 + (j - samples / 2) ** 2
      if (away >= nearest || !outline.geometry.coordinates.some(rings => holds(rings, longitude, latitude))) continue
      nearest = away
      best = { longitude, latitude }
    }
  }
  return { ...best, box }
}
