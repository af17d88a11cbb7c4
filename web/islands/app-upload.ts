// SPDX-License-Identifier: Apache-2.0
// <form data-module="app-upload" method="post" enctype="multipart/form-data" action="/feeds/ID/upload">: sends the form
// by script to show how far it is, with a button that stops it; then follows the reading until its result has a page.
// What the script cannot deal with goes the plain way: the form is posted as it would be without script.

import { freshId, make, ownAddress } from './dom'
import { followJob } from './job-events'
import { byteSize, progressText, setBar, share, throttled } from './progress'
import { languageOf, type Words, wordsOf } from './words'

export interface Accepted {
  readonly events: string
  readonly page: string
}
export type Answer =
  | { readonly kind: 'accepted'; readonly job: Accepted }
  | { readonly kind: 'problem'; readonly sentences: readonly string[] }
  | { readonly kind: 'moved'; readonly page: string }
  | { readonly kind: 'unknown' }

interface Panel {
  readonly element: HTMLElement
  readonly bar: HTMLProgressElement
  show(text: string, part: number | null): void
  say(text: string): void
  readonly cancel: HTMLButtonElement
  end(page: string): void
}

const announceMilliseconds = 5000

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

/**
 * What the server answered: {"job", "events", "page"} for a file it took; a problem (RFC 9457) with its title and what
 * helps; or another page that it sent the browser to. Addresses of other servers are not followed.
 */
export function readAnswer(answer: { status: number; type: string; body: string; asked: string; came: string }): Answer {
  const { status, type, body, asked, came } = answer
  if (/^application\/([\w.-]+\+)?json\b/i.test(type)) {
    try {
      const value = JSON.parse(body) as Readonly<Record<string, unknown>> | null
      const events = ownAddress(text(value?.['events']), asked)
      const page = ownAddress(text(value?.['page']), asked)
      if (status < 300 && events !== null && page !== null) return { kind: 'accepted', job: { events, page } }
      const sentences = [value?.['title'], value?.['detail'], value?.['remedy']].map(text).filter(sentence => sentence !== null)
      if (status >= 400 && sentences.length > 0) return { kind: 'problem', sentences }
    } catch {
      return { kind: 'unknown' }
    }
    return { kind: 'unknown' }
  }
  const page = ownAddress(came, asked)
  return page !== null && page !== ownAddress(asked, asked) ? { kind: 'moved', page } : { kind: 'unknown' }
}

function hasFile(form: HTMLFormElement): boolean {
  return [...form.querySelectorAll<HTMLInputElement>('input[type="file"]')].some(input => (input.files?.length ?? 0) > 0)
}

function panelOf(words: Words): Panel {
  const id = freshId('app-upload-text')
  const line = make('p', { class: 'app-upload__text', id }, words.upload.sending)
  const bar = make('progress', { class: 'app-progress', 'aria-labelledby': id })
  const status = make('p', { class: 'app-visually-hidden', role: 'status' })
  const cancel = make('button', { type: 'button', class: 'govuk-button govuk-button--secondary app-upload__cancel' }, words.upload.cancel)
  const element = make('div', { class: 'app-upload' }, line, bar, cancel, status)
  const say = throttled(sentence => { status.textContent = sentence }, announceMilliseconds)
  return {
    element, bar, cancel, say,
    show(sentence, part) {
      line.textContent = sentence
      setBar(bar, part)
    },
    end(page) {
      const held = document.activeElement === cancel
      const link = make('a', { class: 'govuk-link', href: page }, words.upload.follow)
      cancel.replaceWith(make('p', { class: 'app-upload__follow' }, link))
      if (held) link.focus()
    }
  }
}

function errorSummary(words: Words, sentences: readonly string[]): HTMLElement {
  const summary = make('div', { class: 'govuk-error-summary app-upload__problem', role: 'alert', tabindex: '-1' },
    make('h2', { class: 'govuk-error-summary__title' }, words.upload.problem),
    make('div', { class: 'govuk-error-summary__body' }, ...sentences.map(sentence => make('p', {}, sentence))))
  return summary
}

function follow(job: Accepted, panel: Panel, words: Words, language: string): void {
  panel.show(words.upload.waiting, null)
  panel.say(words.upload.waiting)
  panel.end(job.page)
  const open = (): void => location.assign(job.page)
  followJob(job.events, {
    progress(progress) {
      const sentence = progressText(progress, words, language)
      panel.show(sentence, progress.over ? 1 : share(progress.bytes, progress.bytesTotal))
      panel.say(sentence)
    },
    over: () => {
      panel.say(words.job.over)
      open()
    },
    lost: open
  })
}

/** One sending of the form; afterwards the form is as it was, unless the browser leaves the page. */
class Sending {
  private readonly request = new XMLHttpRequest()
  private readonly panel: Panel
  private readonly words: Words
  private readonly language: string

  constructor(private readonly form: HTMLFormElement, private readonly submitter: HTMLElement | null,
    private readonly plainWay: (submitter: HTMLElement | null) => void) {
    this.words = wordsOf(form)
    this.language = languageOf(form)
    this.panel = panelOf(this.words)
  }

  start(action: string): void {
    const { request, panel, form } = this
    const data = new FormData(form, this.submitter)
    form.parentElement?.querySelector(':scope > .app-upload__problem')?.remove()
    form.after(panel.element)
    form.hidden = true
    panel.cancel.focus()
    panel.cancel.addEventListener('click', () => request.abort())
    request.upload.addEventListener('progress', event => this.sent(event))
    request.addEventListener('load', () => this.answered(action))
    request.addEventListener('error', () => this.fail([this.words.upload.unreachable]))
    request.addEventListener('abort', () => this.fail([this.words.upload.cancelled]))
    request.open('POST', action)
    request.setRequestHeader('Accept', 'application/json')
    request.setRequestHeader('X-Requested-With', 'XMLHttpRequest')
    request.send(data)
    panel.say(this.words.upload.sending)
  }

  private sent(event: ProgressEvent): void {
    const { panel, words, language } = this
    const all = event.lengthComputable ? event.total : 0
    const part = share(event.loaded, all)
    if (part === null) return panel.show(words.upload.sending, null)
    panel.show(words.upload.sent(byteSize(event.loaded, language), byteSize(all, language)), part)
    panel.say(part < 1 ? words.upload.percent(Math.floor(part * 100)) : words.upload.waiting)
  }

  private answered(action: string): void {
    const { request, panel, words } = this
    const answer = readAnswer({
      status: request.status,
      type: request.getResponseHeader('Content-Type') ?? '',
      body: request.responseText,
      asked: new URL(action, location.href).href,
      came: request.responseURL
    })
    switch (answer.kind) {
      case 'accepted':
        return follow(answer.job, panel, words, this.language)
      case 'problem':
        return this.fail(answer.sentences)
      case 'moved':
        return location.assign(answer.page)
      case 'unknown':
        this.restore()
        return this.plainWay(this.submitter)
    }
  }

  private fail(sentences: readonly string[]): void {
    this.restore()
    const summary = errorSummary(this.words, sentences)
    this.form.before(summary)
    summary.focus()
  }

  private restore(): void {
    this.panel.element.remove()
    this.form.hidden = false
  }
}

export function enhance(root: HTMLElement): void {
  if (!(root instanceof HTMLFormElement)) return
  const form = root
  const action = ownAddress(form.getAttribute('action'))
  if (action === null || typeof EventSource !== 'function') return
  let plain = false
  form.addEventListener('submit', event => {
    // No file chosen: the server's page says so, in the place and the words it says everything.
    if (plain || event.defaultPrevented || !hasFile(form)) return
    event.preventDefault()
    new Sending(form, event.submitter, submitter => {
      plain = true
      form.requestSubmit(submitter)
    }).start(action)
  })
  // Back from the next page by the browser's own memory: everything may be sent again.
  addEventListener('pageshow', event => {
    if (!event.persisted) return
    plain = false
    form.parentElement?.querySelectorAll(':scope > .app-upload').forEach(panel => panel.remove())
    form.hidden = false
  })
}
