// SPDX-License-Identifier: Apache-2.0
// Listens to a job's event stream until it is over or the stream is lost for good.

import { type Progress, readProgress } from './progress'

export interface JobListener {
  progress(progress: Progress): void
  /** The job ended, well or not: its page says how. `first` where the stream had nothing else to tell. */
  over(first: boolean): void
  /** The server will not tell more; the browser itself has already tried to connect again. */
  lost(): void
}

/**
 * Events are `progress` (or unnamed) and `end`, each with the data that readProgress reads; a stage that ends the job
 * ends the stream as well. Gives a function that stops listening.
 */
export function followJob(address: string, listener: JobListener): () => void {
  const stream = new EventSource(address)
  let heard = 0
  const hear = (event: MessageEvent<unknown>): void => {
    const progress = readProgress(event.data)
    if (progress === null) return
    heard += 1
    listener.progress(progress)
    if (progress.over) finish()
  }
  const finish = (): void => {
    if (stream.readyState === EventSource.CLOSED) return
    stream.close()
    listener.over(heard <= 1)
  }
  stream.addEventListener('message', hear)
  stream.addEventListener('progress', hear)
  stream.addEventListener('end', event => {
    const progress = readProgress(event.data)
    if (progress !== null) listener.progress(progress)
    finish()
  })
  stream.addEventListener('error', () => {
    if (stream.readyState === EventSource.CLOSED) listener.lost()
  })
  return () => stream.close()
}
