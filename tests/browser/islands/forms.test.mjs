// SPDX-License-Identifier: Apache-2.0
// Sending a file and following its job: progress, stopping, refusal, and every way back to the plain form.
//
//   node --test tests/browser/islands/forms.test.mjs
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { barriers, body, html, open, outline, picture, serve, sideways, start } from './site.mjs'
import './tally.mjs'

let site
let chromium

const form = html(`<form data-module="app-upload" method="post" enctype="multipart/form-data" action="/feeds/ed/upload">
<div class="govuk-form-group"><label class="govuk-label" for="file">Upload the file</label><input class="govuk-file-upload" id="file" name="file" type="file"></div>
<input type="hidden" name="token" value="t0"><button class="govuk-button" name="what" value="submit">Submit</button></form>`, { title: 'Upload a file' })
const small = { name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from('a,b\n1,2\n') }
/** More than the sockets between browser and server hold, on disk: a browser reads it itself. */
const largeSize = 24_000_000
let folder
let large
const json = (response, status, value, type = 'application/json') => response.writeHead(status, { 'Content-Type': type }).end(JSON.stringify(value))
const taken = response => json(response, 202, { job: 'j1', events: '/jobs/j1/events', page: '/jobs/j1' })

/** A job whose events the test sends. */
function job(id) {
  const waiting = []
  const streams = []
  site.answers.set(`/jobs/${id}/events`, (_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' })
    response.write(':\n\n')
    streams.push(response)
    waiting.splice(0).forEach(done => done())
  })
  return {
    connected: () => (streams.length > 0 ? undefined : new Promise(done => waiting.push(done))),
    send: (event, data) => streams.at(-1).write(`${event === '' ? '' : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`)
  }
}

async function openForm(settings) {
  const opened = await open(chromium.browser, `${site.origin}/upload`, settings)
  return { ...opened, choose: file => opened.page.locator('#file').setInputFiles(file), submit: () => opened.page.getByRole('button', { name: 'Submit' }).click() }
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'concordat-upload-'))
  large = join(folder, 'b.csv')
  writeFileSync(large, Buffer.alloc(largeSize, 'x,y\n'))
  site = await serve()
  chromium = await start({ webGl: false })
})

beforeEach(() => {
  site.answers.set('/upload', form)
  site.answers.set('/jobs/j1', html('<p>Result of j1</p>', { title: 'Job' }))
  site.answers.delete('/feeds/ed/upload')
})

after(async () => {
  await chromium?.close()
  await site?.close()
  if (folder) rmSync(folder, { recursive: true, force: true })
})

test('shows how far the file is sent, then how far it is read, then the result', async () => {
  const running = job('j1')
  let carryOn
  let posted
  site.answers.set('/feeds/ed/upload', async (request, response) => {
    posted = { headers: request.headers }
    // Not read yet: what the sockets do not hold the browser cannot send.
    await new Promise(done => { carryOn = done })
    posted.body = await body(request)
    taken(response)
  })
  const { page, complaints, choose, submit, close } = await openForm()
  await choose(large)
  await submit()
  const text = page.locator('.app-upload__text')
  await page.waitForFunction(() => /^Sending the file: [\d.]+ (kB|MB) of 24 MB$/.test(document.querySelector('.app-upload__text').textContent))
  const part = await page.locator('.app-upload progress').evaluate(bar => bar.value)
  assert.ok(part > 0 && part < 1, String(part))
  assert.ok(await page.locator('form').isHidden())
  assert.ok(await page.getByRole('button', { name: 'Stop sending' }).evaluate(button => button === document.activeElement))
  assert.equal(await page.locator('.app-upload [role="status"]').innerText(), 'Sending the file')
  await picture(page, 'upload-sending')
  carryOn()
  await running.connected()
  assert.equal(await text.innerText(), 'The file is sent. Waiting for the hub to read it.')
  running.send('progress', { stage: 'reading', rows: 1200, bytes: 6_000_000, bytes_total: 24_000_000 })
  await page.waitForFunction(() => document.querySelector('.app-upload__text').textContent === 'Reading the file: 1,200 rows, 6 MB of 24 MB read')
  assert.equal(await page.locator('.app-upload progress').evaluate(bar => bar.value), 0.25)
  const link = page.getByRole('link', { name: 'Follow it on its own page' })
  assert.equal(await link.getAttribute('href'), '/jobs/j1')
  assert.ok(await link.evaluate(element => element === document.activeElement), 'the focus is lost with the button')
  await picture(page, 'upload-reading')
  running.send('', { stage: 'storing' })
  await page.waitForFunction(() => document.querySelector('.app-upload__text').textContent === 'Storing the records')
  assert.equal(await page.locator('.app-upload progress').getAttribute('value'), null)
  running.send('end', { stage: 'done' })
  await page.waitForURL('**/jobs/j1')
  assert.ok(await page.getByText('Result of j1').isVisible())
  assert.equal(posted.headers.accept, 'application/json')
  assert.equal(posted.headers['x-requested-with'], 'XMLHttpRequest')
  assert.match(posted.headers['content-type'], /^multipart\/form-data; boundary=/)
  for (const [name, value] of [['token', 't0'], ['what', 'submit']]) assert.ok(posted.body.includes(`name="${name}"\r\n\r\n${value}\r\n`), name)
  assert.ok(posted.body.includes('filename="b.csv"'))
  assert.deepEqual(complaints, [])
  await close()
})

test('meets WCAG 2.2 AA while it sends, and on a phone', async () => {
  for (const settings of [{}, { viewport: { width: 320, height: 640 } }]) {
    job('j1')
    site.answers.set('/feeds/ed/upload', async (request, response) => {
      await body(request)
      taken(response)
    })
    const { page, choose, submit, close } = await openForm({ bypassCSP: true, ...settings })
    await choose(small)
    await submit()
    await page.locator('.app-upload__follow').waitFor()
    assert.deepEqual(await barriers(page), [])
    assert.equal(await sideways(page), 0)
    await picture(page, `upload-${page.viewportSize().width}`)
    await close()
  }
})

test('stops when asked, says so, and the form can be sent again', async () => {
  let stopped
  let readOn
  site.answers.set('/feeds/ed/upload', request => {
    stopped = new Promise(done => request.on('error', () => {}).on('close', done))
    readOn = () => request.resume()
  })
  const { page, complaints, choose, submit, close } = await openForm()
  await choose(large)
  await submit()
  const cancel = page.getByRole('button', { name: 'Stop sending' })
  await cancel.waitFor()
  await page.waitForFunction(() => document.querySelector('.app-upload progress').hasAttribute('value'))
  assert.equal(await outline(page), 'solid')
  await cancel.press('Enter')
  const summary = page.locator('.govuk-error-summary')
  await summary.waitFor()
  readOn() // a server that reads nothing does not see the other end go
  await stopped
  assert.match(await summary.innerText(), /Sending was stopped\. Nothing was submitted\./)
  assert.ok(await summary.evaluate(element => element === document.activeElement))
  assert.ok(await page.locator('form').isVisible())
  assert.equal(await page.locator('.app-upload').count(), 0)
  job('j1')
  site.answers.set('/feeds/ed/upload', async (request, response) => {
    await body(request)
    taken(response)
  })
  await submit()
  await page.locator('.app-upload__follow').waitFor()
  assert.equal(await summary.count(), 0)
  assert.deepEqual(complaints, [])
  await close()
})

test('tells what the server refuses, as text and not as markup, and gives the form back', async () => {
  site.answers.set('/feeds/ed/upload', async (request, response) => {
    await body(request)
    json(response, 413, { title: 'The file is larger than 50 MB.', remedy: 'Split it <img src=x onerror=alert(1)>' }, 'application/problem+json')
  })
  const { page, complaints, choose, submit, close } = await openForm({ bypassCSP: true })
  await choose(small)
  await submit()
  const summary = page.locator('.govuk-error-summary')
  await summary.waitFor()
  assert.match(await summary.innerText(), /There is a problem\s+The file is larger than 50 MB\.\s+Split it <img src=x onerror=alert\(1\)>/)
  assert.equal(await summary.locator('img').count(), 0)
  assert.ok(await page.locator('form').isVisible())
  assert.deepEqual(await barriers(page), [])
  await picture(page, 'upload-refused')
  assert.deepEqual(complaints.filter(text => !text.includes('status of 413')), [])
  await close()
})

test('says when the hub does not answer', async () => {
  site.answers.set('/feeds/ed/upload', request => request.destroy())
  const { page, choose, submit, close } = await openForm()
  await choose(small)
  await submit()
  await page.locator('.govuk-error-summary').waitFor()
  assert.match(await page.locator('.govuk-error-summary').innerText(), /The hub did not answer\./)
  assert.ok(await page.locator('form').isVisible())
  await close()
})

test('posts the form the plain way where the answer is a page it does not know', async () => {
  const ways = []
  site.answers.set('/feeds/ed/upload', async (request, response) => {
    const sent = await body(request)
    ways.push([request.headers['x-requested-with'] ?? 'plain', sent.includes('name="what"\r\n\r\nsubmit'), sent.includes('filename="a.csv"')])
    response.writeHead(400, { 'Content-Type': 'text/html' }).end(html('<p>The plain page says why.</p>', { title: 'Problem' }))
  })
  const { page, choose, submit, close } = await openForm()
  await choose(small)
  await submit()
  await page.getByText('The plain page says why.').waitFor()
  assert.deepEqual(ways, [['XMLHttpRequest', true, true], ['plain', true, true]])
  await close()
})

test('goes where the server sends it', async () => {
  site.answers.set('/feeds/ed/upload', async (request, response) => {
    await body(request)
    response.writeHead(303, { Location: '/sign-in' }).end()
  })
  site.answers.set('/sign-in', html('<p>Sign in first.</p>'))
  const { page, choose, submit, close } = await openForm()
  await choose(small)
  await submit()
  await page.waitForURL('**/sign-in')
  await close()
})

test('opens the job\'s page where there are no events', async () => {
  site.answers.set('/jobs/j1/events', (_, response) => response.writeHead(404).end())
  site.answers.set('/feeds/ed/upload', async (request, response) => {
    await body(request)
    taken(response)
  })
  const { page, choose, submit, close } = await openForm()
  await choose(small)
  await submit()
  await page.waitForURL('**/jobs/j1')
  await close()
})

for (const [name, settings] of [['without a file', {}], ['without script', { javaScriptEnabled: false }]]) {
  test(`posts the plain form ${name}`, async () => {
    let way
    site.answers.set('POST /feeds/ed/upload', async (request, response) => {
      await body(request)
      way = request.headers['x-requested-with'] ?? 'plain'
      response.writeHead(200, { 'Content-Type': 'text/html' }).end(html('<p>Plain answer</p>'))
    })
    const { page, choose, submit, close } = await openForm(settings)
    if (settings.javaScriptEnabled === false) await choose(small)
    await submit()
    await page.getByText('Plain answer').waitFor()
    assert.equal(way, 'plain')
    site.answers.delete('POST /feeds/ed/upload')
    await close()
  })
}

const jobPage = html(`<div data-module="app-job" data-events="/jobs/j2/events"><p class="govuk-body">Stage: <span data-job="stage">Waiting</span>, <span data-job="rows">0</span> rows,
<span data-job="bytes">0 kB</span></p><progress aria-label="Reading" max="100" value="0"></progress>
<form method="post" action="/jobs/j2/cancel"><button class="govuk-button govuk-button--warning">Cancel</button></form></div>`, { title: 'Reading a file' })

test('a job\'s page is kept up to date in place and loaded again at the end', async () => {
  const running = job('j2')
  let shown = 0
  site.answers.set('/jobs/j2', (_, response) => {
    shown += 1
    response.writeHead(200, { 'Content-Type': 'text/html' }).end(shown === 1 ? jobPage : html('<p>All rows are in.</p>'))
  })
  const { page, complaints, close } = await open(chromium.browser, `${site.origin}/jobs/j2`, { bypassCSP: true })
  await running.connected()
  running.send('progress', { stage: 'checking', rows: 54321, bytes: 7_000_000, bytes_total: 28_000_000 })
  await page.waitForFunction(() => document.querySelector('[data-job="stage"]').textContent === 'Checking the rows')
  assert.equal(await page.locator('[data-job="rows"]').innerText(), '54,321')
  assert.equal(await page.locator('[data-job="bytes"]').innerText(), '7 MB')
  assert.equal(await page.locator('progress').evaluate(bar => bar.value / bar.max), 0.25)
  assert.equal(await page.locator('[role="status"]').innerText(), 'Checking the rows: 54,321 rows, 7 MB of 28 MB read')
  running.send('progress', { rows: 1 })
  running.send('progress', { stage: 'storing', rows: 60000 })
  await page.waitForFunction(() => document.querySelector('[data-job="rows"]').textContent === '60,000')
  assert.equal(await page.locator('[data-job="bytes"]').innerText(), '7 MB')
  assert.deepEqual(await barriers(page), [])
  await picture(page, 'job')
  assert.equal(shown, 1)
  running.send('progress', { stage: 'done', rows: 60000 })
  await page.getByText('All rows are in.').waitFor()
  assert.equal(shown, 2)
  assert.deepEqual(complaints, [])
  await close()
})

test('work that is counted in parts says what is worked out and how far, and shows what came of it', async () => {
  const running = job('j2')
  let shown = 0
  const page_of_look = html(`<div data-module="app-job" data-events="/jobs/j2/events"><p class="govuk-body" id="job-text"><strong data-job="stage">Waiting for its turn</strong></p>
<progress max="100" value="0" aria-labelledby="job-text"></progress><p class="govuk-body" data-job="percent">0 % of this part</p></div>`, { title: 'Being worked out' })
  site.answers.set('/jobs/j2', (_, response) => {
    shown += 1
    response.writeHead(200, { 'Content-Type': 'text/html' }).end(shown === 1 ? page_of_look : html('<p>The squares.</p>'))
  })
  const { page, complaints, close } = await open(chromium.browser, `${site.origin}/jobs/j2`, { bypassCSP: true })
  await running.connected()
  running.send('progress', { stage: 'Squares that stay hot', part_percent: 45 })
  await page.waitForFunction(() => document.querySelector('[data-job="percent"]').textContent === '45 % of this part')
  assert.equal(await page.locator('[data-job="stage"]').innerText(), 'Squares that stay hot')
  assert.equal(await page.locator('progress').evaluate(bar => bar.value / bar.max), 0.45)
  assert.equal(await page.locator('[role="status"]').innerText(), 'Squares that stay hot: 45 % of this part')
  assert.deepEqual(await barriers(page), [])
  running.send('end', { stage: 'done', part_percent: 100 })
  await page.getByText('The squares.').waitFor()
  assert.deepEqual(complaints, [])
  await close()
})

test('a job\'s page is not loaded for ever where it never says that the job is over', async () => {
  let shown = 0
  let streams = 0
  site.answers.set('/jobs/j2', (_, response) => {
    shown += 1
    response.writeHead(200, { 'Content-Type': 'text/html' }).end(jobPage)
  })
  site.answers.set('/jobs/j2/events', (_, response) => {
    streams += 1
    response.writeHead(200, { 'Content-Type': 'text/event-stream' }).end('event: end\ndata: {"stage":"done"}\n\n')
  })
  const { page, close } = await open(chromium.browser, `${site.origin}/jobs/j2`)
  await page.waitForFunction(() => document.querySelector('[data-job="stage"]')?.textContent === 'Finished' &&
    performance.getEntriesByType('navigation')[0].type === 'reload')
  await page.waitForLoadState('networkidle')
  assert.deepEqual([shown, streams], [2, 2])
  await close()
})

test('a job\'s page looks again now and then where there are no events', async () => {
  site.answers.set('/jobs/j2', jobPage)
  site.answers.set('/jobs/j2/events', (_, response) => response.writeHead(404).end())
  const { page, close } = await open(chromium.browser, `${site.origin}/jobs/j2`, { before: page => page.clock.install() })
  await page.waitForLoadState('networkidle')
  const again = page.waitForEvent('load')
  await page.clock.fastForward(11_000)
  await again
  await close()
})

test('a job is cancelled by a plain form', async () => {
  job('j2')
  site.answers.set('/jobs/j2', jobPage)
  site.answers.set('POST /jobs/j2/cancel', html('<p>Cancelled.</p>'))
  for (const javaScriptEnabled of [true, false]) {
    const { page, close } = await open(chromium.browser, `${site.origin}/jobs/j2`, { javaScriptEnabled })
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByText('Cancelled.').waitFor()
    await close()
  }
})
