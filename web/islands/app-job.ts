// SPDX-License-Identifier: Apache-2.0
// <div data-module="app-job" data-events="/jobs/ID/events"> on a job's own page. Updates what the server wrote there,
// where it is there: [data-job="stage"], [data-job="rows"], [data-job="bytes"],
// [data-job="percent"] and a <progress>. Loads the page again
// when the job is over. Forms inside, such as the one that cancels, are left alone.

import { make, ownAddress } from './dom'
import { followJob } from './job-events'
import { byteSize, type Progress, progressText, setBar, shareOf, stageText, throttled, wholeNumber } from './progress'
import { languageOf, wordsOf } from './words'

export interface PageLoads {
  /** Whether this very page was just loaded again. */
  again(): boolean
  reload(): void
  later(work: () => void, milliseconds: number): void
}

const browserLoads: PageLoads = {
  again: () => performance.getEntriesByType('navigation').some(entry => (entry as PerformanceNavigationTiming).type === 'reload'),
  reload: () => location.reload(),
  later: (work, milliseconds) => void setTimeout(work, milliseconds)
}

const announceMilliseconds = 5000
/** Where there is no stream, the page looks again now and then, as it does without script. */
const lostMilliseconds = 10_000

function show(root: HTMLElement, progress: Progress): void {
  const words = wordsOf(root)
  const language = languageOf(root)
  const put = (name: string, text: string): void => {
    for (const element of root.querySelectorAll(`[data-job="${name}"]`)) element.textContent = text
  }
  put('stage', stageText(progress.stage, words))
  // A stage that does not count says nothing against what was counted before it.
  if (progress.rows > 0) put('rows', wholeNumber(progress.rows, language))
  if (progress.bytes > 0) put('bytes', byteSize(progress.bytes, language))
  if (progress.percent !== null) put('percent', words.job.percent(wholeNumber(progress.percent, language)))
  const bar = root.querySelector('progress')
  if (bar !== null) setBar(bar, progress.over ? 1 : shareOf(progress))
}

export function enhance(root: HTMLElement, loads: PageLoads = browserLoads): void {
  const events = ownAddress(root.dataset['events'])
  if (events === null || typeof EventSource !== 'function') return
  const words = wordsOf(root)
  const language = languageOf(root)
  const status = make('p', { class: 'app-job__status', role: 'status' })
  root.append(status)
  const announce = throttled(text => { status.textContent = text }, announceMilliseconds)
  followJob(events, {
    progress(progress) {
      show(root, progress)
      announce(progressText(progress, words, language))
    },
    over(first) {
      // A page just loaded that still has this island, of a job that says at once it is over, would load for ever.
      if (first && loads.again()) return
      announce(words.job.over)
      loads.reload()
    },
    lost: () => loads.later(() => loads.reload(), lostMilliseconds)
  })
}
