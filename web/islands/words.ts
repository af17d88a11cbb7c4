// SPDX-License-Identifier: Apache-2.0
// What islands say that the server's page does not: buttons, progress, counts. A word missing in one language does
// not compile.

export interface Words {
  readonly map: {
    readonly controls: string
    readonly zoomIn: string
    readonly zoomOut: string
    readonly left: string
    readonly up: string
    readonly down: string
    readonly right: string
    readonly reset: string
    readonly still: string
    readonly moving: string
    readonly kind: string
    readonly keys: string
    readonly key: string
    readonly noClass: string
    readonly square: (label: string) => string
    readonly outside: string
    readonly goTo: string
    readonly choose: string
    readonly figure: (quarter: string, what: string) => string
    readonly reports: (count: number) => string
    readonly hidden: string
    readonly notDelivered: string
    readonly scrollHelp: (modifier: string) => string
    readonly touchHelp: string
    readonly origin: (partnership: string, period: string, ledgerIndex: string, release: string) => string
    readonly boundaries: (attribution: string) => string
  }
  readonly upload: {
    readonly sending: string
    readonly sent: (done: string, all: string) => string
    readonly percent: (percent: number) => string
    readonly waiting: string
    readonly cancel: string
    readonly cancelled: string
    readonly problem: string
    readonly unreachable: string
    readonly follow: string
  }
  readonly job: {
    readonly stages: Readonly<Record<string, string>>
    readonly rows: (rows: string) => string
    readonly bytes: (done: string) => string
    readonly bytesOf: (done: string, all: string) => string
    readonly percent: (share: string) => string
    readonly over: string
  }
  readonly filter: {
    readonly label: string
    readonly shown: (shown: number, all: number) => string
  }
  readonly copy: { readonly copy: string; readonly copied: string; readonly failed: string }
  readonly print: string
}

const english: Words = {
  map: {
    controls: 'Move the map',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    left: 'Move left',
    up: 'Move up',
    down: 'Move down',
    right: 'Move right',
    reset: 'Reset view',
    still: 'Show the still picture',
    moving: 'Show the map that moves',
    kind: 'map',
    keys: 'In the map, the arrow keys move it and + and − zoom. The line below tells what lies in the middle.',
    key: 'What the colours mean',
    noClass: 'too few events near by to show, or none',
    square: label => `class ${label}`,
    goTo: 'Go to an area',
    choose: 'Go to an area',
    figure: (quarter, what) => `whole area in ${quarter}: ${what}`,
    reports: count => (count === 1 ? '1 report' : `${count} reports`),
    hidden: 'too few to show',
    notDelivered: 'not delivered',
    outside: 'outside the area',
    scrollHelp: modifier => `Hold ${modifier} and scroll to zoom the map`,
    touchHelp: 'Use two fingers to move the map',
    origin: (partnership, period, ledgerIndex, release) =>
      `${partnership} · ${period} · ledger index ${ledgerIndex} · release ${release}`,
    boundaries: attribution => `Boundaries: ${attribution}`
  },
  upload: {
    sending: 'Sending the file',
    sent: (done, all) => `Sending the file: ${done} of ${all}`,
    percent: percent => `${percent}% sent`,
    waiting: 'The file is sent. Waiting for the hub to read it.',
    cancel: 'Stop sending',
    cancelled: 'Sending was stopped. Nothing was submitted.',
    problem: 'There is a problem',
    unreachable: 'The hub did not answer. Check your connection, then send the file again: the same file sent twice changes nothing.',
    follow: 'Follow it on its own page'
  },
  job: {
    stages: {
      queued: 'Waiting its turn',
      waiting: 'Waiting for its turn',
      reading: 'Reading the file',
      sending: 'Taking the file in',
      checking: 'Checking the rows',
      storing: 'Storing the records',
      recording: 'Writing the ledger',
      cancelling: 'Stopping',
      done: 'Finished',
      failed: 'Not finished: something went wrong',
      cancelled: 'Stopped'
    },
    rows: rows => `${rows} rows`,
    bytes: done => `${done} read`,
    bytesOf: (done, all) => `${done} of ${all} read`,
    percent: share => `${share} % of this part`,
    over: 'Finished. Opening the result.'
  },
  filter: {
    label: 'Show only rows with these words',
    shown: (shown, all) => (shown === all ? `All ${all} rows are shown` : `${shown} of ${all} rows are shown`)
  },
  copy: { copy: 'Copy', copied: 'Copied', failed: 'Not copied: select the text and copy it' },
  print: 'Print this page'
}

const welsh: Words = {
  map: {
    controls: 'Symud y map',
    zoomIn: 'Chwyddo i mewn',
    zoomOut: 'Chwyddo allan',
    left: 'Symud i’r chwith',
    up: 'Symud i fyny',
    down: 'Symud i lawr',
    right: 'Symud i’r dde',
    reset: 'Ailosod yr olwg',
    still: 'Dangos y llun llonydd',
    moving: 'Dangos y map sy’n symud',
    kind: 'map',
    keys: 'Yn y map, mae’r bysellau saeth yn ei symud ac mae + a − yn chwyddo. Mae’r llinell isod yn dweud beth sydd yn y canol.',
    key: 'Ystyr y lliwiau',
    noClass: 'rhy ychydig o ddigwyddiadau gerllaw i’w dangos, neu ddim un',
    square: label => `dosbarth ${label}`,
    goTo: 'Mynd i ardal',
    choose: 'Mynd i ardal',
    figure: (quarter, what) => `yr ardal gyfan yn ${quarter}: ${what}`,
    reports: count => `${count} adroddiad`,
    hidden: 'rhy ychydig i’w dangos',
    notDelivered: 'heb ei gyflwyno',
    outside: 'y tu allan i’r ardal',
    scrollHelp: modifier => `Daliwch ${modifier} a sgroliwch i chwyddo’r map`,
    touchHelp: 'Defnyddiwch ddau fys i symud y map',
    origin: (partnership, period, ledgerIndex, release) =>
      `${partnership} · ${period} · mynegai’r cyfriflyfr ${ledgerIndex} · datganiad ${release}`,
    boundaries: attribution => `Ffiniau: ${attribution}`
  },
  upload: {
    sending: 'Yn anfon y ffeil',
    sent: (done, all) => `Yn anfon y ffeil: ${done} o ${all}`,
    percent: percent => `${percent}% wedi’i anfon`,
    waiting: 'Mae’r ffeil wedi’i hanfon. Yn aros i’r hyb ei darllen.',
    cancel: 'Rhoi’r gorau i anfon',
    cancelled: 'Rhoddwyd y gorau i anfon. Ni chyflwynwyd dim.',
    problem: 'Mae problem',
    unreachable: 'Ni atebodd yr hyb. Gwiriwch eich cysylltiad, yna anfonwch y ffeil eto: nid yw anfon yr un ffeil ddwywaith yn newid dim.',
    follow: 'Ei ddilyn ar ei dudalen ei hun'
  },
  job: {
    stages: {
      queued: 'Yn aros ei dro',
      waiting: 'Yn aros ei dro',
      reading: 'Yn darllen y ffeil',
      sending: 'Yn derbyn y ffeil',
      checking: 'Yn gwirio’r rhesi',
      storing: 'Yn storio’r cofnodion',
      recording: 'Yn ysgrifennu’r cyfriflyfr',
      cancelling: 'Yn stopio',
      done: 'Wedi gorffen',
      failed: 'Heb orffen: aeth rhywbeth o’i le',
      cancelled: 'Wedi stopio'
    },
    rows: rows => `${rows} rhes`,
    bytes: done => `${done} wedi’i ddarllen`,
    bytesOf: (done, all) => `${done} o ${all} wedi’i ddarllen`,
    percent: share => `${share} % o’r rhan hon`,
    over: 'Wedi gorffen. Yn agor y canlyniad.'
  },
  filter: {
    label: 'Dangos dim ond rhesi â’r geiriau hyn',
    shown: (shown, all) => (shown === all ? `Dangosir pob un o’r ${all} rhes` : `Dangosir ${shown} o’r ${all} rhes`)
  },
  copy: { copy: 'Copïo', copied: 'Wedi’i gopïo', failed: 'Heb ei gopïo: dewiswch y testun a’i gopïo' },
  print: 'Argraffu’r dudalen hon'
}

/** The words for a language tag; English where there are none. */
export function wordsFor(language: string): Words {
  return /^cy\b/i.test(language) ? welsh : english
}

/** The words for the language of the element, as the page declares it. */
export function wordsOf(element: Element): Words {
  return wordsFor(languageOf(element))
}

export function languageOf(element: Element): string {
  return element.closest('[lang]')?.getAttribute('lang') ?? 'en'
}
