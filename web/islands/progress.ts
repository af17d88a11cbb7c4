// SPDX-License-Identifier: Apache-2.0
// What a running job tells of itself, how that is said, and how often it is said aloud.

import type { Words } from './words'

export interface Progress {
  readonly stage: string
  readonly rows: number
  readonly bytes: number
  /** 0 where nobody knows yet. */
  readonly bytesTotal: number
  /** 0 to 100, of work that is not counted in bytes; null where nobody says. */
  readonly percent: number | null
  readonly over: boolean
}

const ends: ReadonlySet<string> = new Set(['done', 'failed', 'cancelled'])

function count(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? Math.floor(value) : 0
}

/**
 * The data of one event: {"stage":"reading","rows":1200,"bytes":65536,"bytes_total":1048576}, or {"stage":"Squares that
 * stay hot","part_percent":45}; null where it is not one.
 */
export function readProgress(data: unknown): Progress | null {
  if (typeof data !== 'string') return null
  try {
    const value: unknown = JSON.parse(data)
    if (typeof value !== 'object' || value === null || !('stage' in value) || typeof value.stage !== 'string') return null
    const numbers = value as Readonly<Record<string, unknown>>
    return {
      stage: value.stage,
      rows: count(numbers['rows']),
      bytes: count(numbers['bytes']),
      bytesTotal: count(numbers['bytes_total']),
      percent: typeof numbers['part_percent'] === 'number' && Number.isFinite(numbers['part_percent']) ? Math.min(100, count(numbers['part_percent'])) : null,
      over: ends.has(value.stage)
    }
  } catch {
    return null
  }
}

/** "1,234" in the reader's language. */
export function wholeNumber(value: number, language: string): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: 0 }).format(value)
}

/** "4.2 MB", in steps of a thousand. */
export function byteSize(bytes: number, language: string): string {
  const units = ['kB', 'MB', 'GB', 'TB'] as const
  let size = bytes / 1000
  let unit = 0
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000
    unit += 1
  }
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: size < 10 ? 1 : 0 }).format(size)
  return `${number} ${units[unit] ?? 'kB'}`
}

/** "Reading the file: 1,200 rows, 66 kB of 1 MB read". A stage without words of ours is shown as it came. */
export function progressText(progress: Progress, words: Words, language: string): string {
  const facts: string[] = []
  if (progress.rows > 0) facts.push(words.job.rows(wholeNumber(progress.rows, language)))
  if (progress.bytesTotal > 0) {
    facts.push(words.job.bytesOf(byteSize(Math.min(progress.bytes, progress.bytesTotal), language), byteSize(progress.bytesTotal, language)))
  } else if (progress.bytes > 0) {
    facts.push(words.job.bytes(byteSize(progress.bytes, language)))
  }
  if (facts.length === 0 && progress.percent !== null && !progress.over) facts.push(words.job.percent(wholeNumber(progress.percent, language)))
  const stage = stageText(progress.stage, words)
  return facts.length === 0 ? stage : `${stage}: ${facts.join(', ')}`
}

export function stageText(stage: string, words: Words): string {
  return Object.hasOwn(words.job.stages, stage) ? (words.job.stages[stage] ?? stage) : stage
}

/** 0 to 1 of what the event tells; null where the whole is not known. */
export function shareOf(progress: Progress): number | null {
  if (progress.bytesTotal > 0) return share(progress.bytes, progress.bytesTotal)
  return progress.percent === null ? null : progress.percent / 100
}

/** 0 to 1; null where the whole is not known. */
export function share(done: number, all: number): number | null {
  return all > 0 ? Math.min(1, Math.max(0, done / all)) : null
}

/** A bar without a value says "at work". */
export function setBar(bar: HTMLProgressElement, part: number | null): void {
  if (part === null) {
    bar.removeAttribute('value')
  } else {
    bar.max = 1
    bar.value = part
  }
}

/** Clock and timer, handed in so that tests need not wait. */
export interface Timing {
  now(): number
  later(work: () => void, milliseconds: number): void
}
export const browserTiming: Timing = {
  now: () => performance.now(),
  later: (work, milliseconds) => void setTimeout(work, milliseconds)
}

/**
 * Passes on what it is given at most once in `milliseconds`: the first at once, of those that follow the last. So a
 * screen reader gets through a sentence before the next one comes.
 */
export function throttled(say: (text: string) => void, milliseconds: number, timing: Timing = browserTiming): (text: string) => void {
  let last = -Infinity
  let waiting: string | null = null
  let planned = false
  const speak = (text: string): void => {
    last = timing.now()
    say(text)
  }
  return text => {
    const left = last + milliseconds - timing.now()
    if (left <= 0 && !planned) return speak(text)
    waiting = text
    if (planned) return
    planned = true
    timing.later(() => {
      planned = false
      const next = waiting
      waiting = null
      if (next !== null) speak(next)
    }, left)
  }
}
