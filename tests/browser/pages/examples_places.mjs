// SPDX-License-Identifier: Apache-2.0
// What the pages of places are given, as the C++ side makes it. All of it is made up.

const svg = `data:image/svg+xml;base64,${Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 400"><rect width="760" height="400" fill="#abd0e6"/></svg>').toString('base64')}`
const about = [
  ['Title', 'Places where violence gathers, and stays'], ['Partnership', 'Northshire partnership'], ['Period', '2026-Q3'], ['Released to', 'Northshire Community Safety Partnership'], ['Purpose', 'Finding when and where violence happens'],
  ['Ledger index', '189'], ['Release', '01a21c8f-946e-7e17-a1c1-94caf2e9489d'], ['Agreement', 'isa.northshire.ed-partnership@1#figures-to-partnership'], ['Method', 'Gi* of each square with the eight around it.'],
  ['Source', 'Police: a half to three quarters'], ['Source', 'Emergency department: a quarter to a half'], ['Coverage', 'Emergency department: with a place in this area under a half'], ['Limits', 'Figures are reports, not incidents.']
].map(([label, text]) => ({ label, text }))
const table = (heading, ...rows) => ({ heading, rows, about: [] })
const part = (name, period, more) => ({ name, period, row_heading: 0, squares: false, notes: ['Totals add up the figures shown.'], file: '/releases/01a2/files/table.csv', ...more })
const purposes = [{ id: 'strategic-assessment', title: 'Strategic assessment' }, { id: 'violence-hotspot-analysis', title: 'Finding when and where violence happens' }]
const page = (look, period, findings, parts, more = {}) => ({
  page: 'places/look',
  model: { look, purpose: 'violence-hotspot-analysis', purpose_title: 'Finding when and where violence happens', period, quarter: '', only: '', only_title: '', filters: [], takes_quarter: false, release_href: '/releases/01a2', ledger_index: 189, findings: findings.map(text => ({ warning: text.startsWith('!'), text: text.replace('! ', '') })), parts, about, ...more }
})
const completeness = part('completeness', '2025-Q1 to 2026-Q3', { table: table(['Source', 'Quarter', 'Reports', 'With a place in this area', 'With a time of day', 'With a means'], ['Police', '2026-Q3', '735', 'nine tenths or more', 'nine tenths or more', 'not agreed'], ['Emergency department', '2026-Q3', '365', 'under a half', 'nine tenths or more', 'three quarters to nine tenths'], ['Ambulance', '2026-Q1', 'n/a', 'n/a', 'n/a', 'n/a']) })
const hours = ['Day', ...Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0')), 'Total']
const squares = (name, classes) => part(name, '2026-Q3', { squares: true, picture: svg, classes: classes.map((meaning, i) => ({ class: String(i + 1), meaning })), table: table(['West (m)', 'South (m)', 'Side (m)', 'Class', 'Meaning'], ['416500', '486000', '250', '3', classes.at(-1)]) })
const hot = ['1 (not hot)', '2 (hot, but not in four of five resamples)', '3 (hot in at least four of five resamples)']
const none = { ...squares('hot', hot), classes: [], table: table(['West (m)', 'South (m)', 'Side (m)', 'Class', 'Meaning']) }
const noneHot = { ...none, classes: [{ class: '1', meaning: '1 (cannot be told)' }] }
const change = part('change', '2026-Q3 against 2025-Q3', { row_heading: 1, picture: svg, table: table(['Code', 'Area', '2025-Q3', '2026-Q3', 'Ratio', 'Low (95 %)', 'High (95 %)', 'p (E-test)', 'p (exact test)', 'p (all areas)', 'What can be said'], ['E01099001', 'Norchester 013D', '60', '35', '0.58', '0.37', '0.90', '0.010', '0.013', '0.039', 'fewer'], ['E01099002', 'Norchester 017B', '*', '45', '*', '*', '*', '*', '*', '*', 'too few to say'], ['', 'Total', '970', '990', '1.02', '0.93', '1.12', '0.652', '0.668', 'n/a', 'may be chance']) })
const beside = part('beside', '2026-Q3 against 2025-Q3', { row_heading: 1, picture: svg, table: table(['Code', 'Area', '2025-Q3', '2026-Q3', 'Others 2025-Q3', 'Others 2026-Q3', 'Ratio of ratios', 'Low (95 %)', 'High (95 %)', 'p (all areas)', 'What can be said'], ['E01099001', 'Norchester 013D', '60', '35', '910', '955', '0.56', '0.36', '0.85', '0.031', 'fewer'], ['E01099002', 'Norchester 017B', '*', '45', '*', '*', '*', '*', '*', '*', 'too few to say']) })
const seasons = part('seasons', '2023-Q4 to 2026-Q3', { table: table(['Source', 'Month of the year', 'Times its mean month', 'What can be said'], ['Police', 'January', '0.91', 'may be chance'], ['Police', 'July', '1.12', 'may be chance']) })
const months = part('months', '2025', { table: table(['Source', 'Month', 'With a place in this area', 'With a time of day', 'With a means'], ['Police', '2025-01', 'nine tenths or more', 'nine tenths or more', 'not agreed'], ['Emergency department', '2025-01', 'under a half', 'too few records to say', 'nine tenths or more']) })
const contrast = part('contrast', '2025', { row_heading: 1, picture: svg, table: table(['Code', 'Area', 'What can be said'], ['E01099001', 'Norchester 017B', 'the emergency department knows more of it than elsewhere'], ['E01099002', 'Westmere 001A', 'too few to say']) })
const weekdays = part('weekdays', '2025', { table: table(['Source', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday', 'Total'], ['Police', '325', '295', '345', '350', '500', '610', '430', '2855'], ['Total', '325', '295', '345', '350', '500', '610', '430', '2855']) })
const figures = { notes: ['Totals add up the figures shown; hidden figures are not in them.'], period: '2025-Q1 to 2026-Q3', picture: svg, table: table(['Code', 'Area', '2026-Q2', '2026-Q3', 'Total'], ['E01099001', 'Norchester 013D', '60', '*', '60'], ['', 'Total', '60', '*', '60']) }

const filters = [{ title: 'Means', parts: [{ id: 'sharp', title: 'Knife, glass or another sharp object' }, { id: 'other-means', title: 'Firearm, something else, or not known' }] }, { title: 'Time of day', parts: [{ id: 'night', title: '22:00 to 06:00' }, { id: 'daytime', title: '06:00 to 18:00, or time not known' }] }]

const still = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 400" role="img" aria-label="Squares that stay hot"><rect width="760" height="400" fill="#abd0e6"/></svg>'
const trend = {
  picture: svg, of: 'sources', counted: 3, left_out: 1, ledger_index: 194, release_href: '/releases/01a7', band: { usual: '850', low: 793, high: 907 },
  quarters: [['2025-Q3', 'July 2025 to September 2025', 845, 'before'], ['2025-Q4', 'October 2025 to December 2025', null, 'not-delivered'], ['2026-Q1', 'January 2026 to March 2026', 860, 'before'], ['2026-Q2', 'April 2026 to June 2026', 845, 'before'], ['2026-Q3', 'July 2026 to September 2026', 960, 'above']]
    .map(([quarter, months, reports, standing]) => ({ quarter, months, reports, standing }))
}
const working = more => ({
  page: 'places/working',
  model: {
    id: '01a5', look: 'hotspots', from: '', state: 'working', doing: 'Squares that stay hot', percent: 45, over: false, purpose_title: 'Finding when and where violence happens', quarter: '2026-Q3', only_title: 'Time of day: 22:00 to 06:00',
    page_href: '/places/hotspots?purpose=violence-hotspot-analysis', href: '/places/working/01a5', events: '/places/working/01a5/events', stop_href: '/places/working/01a5/stop', problem: null, ...more
  }
})

export const examples = {
  'places-working': working({}),
  'places-working-for-the-workbench': working({ state: 'waiting', doing: 'Waiting for its turn', percent: 0, from: 'workbench', href: '/places/working/01a5?from=workbench', quarter: '', only_title: '' }),
  'places-working-records': working({ look: 'records', doing: 'Making the records coarser, and attacking them', percent: 0, only_title: '', page_href: '/releases/records?purpose=violence-hotspot-analysis&quarter=2026-Q3&from=northshire-general-ed' }),
  'places-working-stopped': working({ state: 'cancelled', over: true }),
  'places-working-failed': working({ state: 'failed', over: true, problem: { title: 'There is no complete quarter yet.', remedy: 'Wait for the last month of it.', code: 'release.no-complete-quarter' } }),
  'places-working-done': working({ state: 'done', over: true }),
  'places-purpose': { page: 'places/purpose', model: { purposes, page: '/places', saved: null } },
  'places-purpose-of-a-look': { page: 'places/purpose', model: { purposes, page: '/places/hotspots', saved: null } },
  'places-picture': {
    page: 'places/picture',
    model: {
      purpose: 'violence-hotspot-analysis', purpose_title: 'Finding when and where violence happens', period: '2025-Q1 to 2026-Q3; map 2026-Q3', quarter: '2026-Q3', release: '01a2', release_href: '/releases/01a2', ledger_index: 189, about,
      map: { ...squares('map', ['1 (lowest fifth of the cells shown)', '2', '3']), shapes: '/releases/01a2/files/violence-map.geojson' }, areas: figures, rates: figures, hours: { ...figures, table: table(hours, ['Monday', ...Array(24).fill('10'), '240']) }
    }
  },
  'places-patterns': page('patterns', '2025-Q1 to 2026-Q3; clock of 2025', ['! There is no complete calendar year yet, so there is no clock of the week.', 'Hours are local, Monday first.'], [completeness, part('hours', '2025', { picture: svg, table: table(hours, ['Monday', ...Array(24).fill('*'), '*']) }), weekdays]),
  'places-hotspots': page('hotspots', '2026-Q3', ['33 squares of 250 metres stand out by more than chance; 27 of them in at least four of five resamples.'], [squares('hot', hot), squares('over_time', ['1 (not hot)', '5 (hot in at least four of five quarters)']), squares('density', ['1 (lowest fifth of the cells shown)', '2', '3', '4', '5 (highest fifth of the cells shown)'])]),
  'places-hotspots-none-hot': page('hotspots', '2026-Q3', ['Which squares of 250 metres stand out by more than chance cannot be told: that the test finds none does not say that there is none.', '12 squares that lie more than half outside the area are white and were not tested: reports beyond the boundary are not in the data.'], [noneHot], { quarter: '2026-Q3', takes_quarter: true, filters }),
  'places-hotspots-few': page('hotspots', '2026-Q3', ['! Fewer than 30 reports have a place in this area: a map of so few says next to nothing.', '0 squares of 250 metres stand out by more than chance.'], [none], { quarter: '2026-Q3', takes_quarter: true, filters }),
  'places-change': page('change', '2026-Q3 against 2025-Q3', ['More than before: no area.', 'Fewer than before: Norchester 013D.'], [change, beside], { takes_quarter: true, filters, only: 'night', only_title: 'Time of day: 22:00 to 06:00' }),
  'places-near-repeat': page('near-repeat', '2025', ['! Ambulance: too few reports with a place and a day to say what follows what.', 'Police: after a report, more follow within 200 metres within 14 days than chance would have it.'], [part('near_repeat', '2025', { table: table(['Source', 'Distance', '0 to 6 days', '7 to 13 days', '28 days and more'], ['Police', 'the same place', 'much more than chance', 'more than chance', 'may be chance'], ['Ambulance', '100 to 200 m', 'too few to say', 'too few to say', 'too few to say']) })]),
  'places-scan': page('scan', '2026-Q3', ['Group 1: Norchester 013D, Norchester 017B.'], [part('scan', '2026-Q3', { row_heading: 1, picture: svg, table: table(['Code', 'Area', 'Group', 'Times its share', 'How sure'], ['E01099001', 'Norchester 013D', '1', '3.2', 'p at most 0.001'], ['E01099002', 'Westmere 001A', 'in none', '', '']) })]),
  'places-space-time': page('space-time', '2025', ['Police: in 2025-08 reports came closer together than chance would have it: within 500 m and 14 days.'], [part('space_time', '2025', { table: table(['Source', 'What can be said', 'Month', 'At most so wide', 'At most so long'], ['Police', 'closer together than chance', '2025-08', '500 m', '14 days'], ['Ambulance', 'too few to say', '', '', '']) })]),
  'places-funnel': page('funnel', '2026-Q3', ['! Do not rank these areas: the limits of more than half of all pairs overlap, so that a ranking would order chance.', 'All areas together: 7.4 reports per 1000 residents.', 'Higher than chance explains: Norchester 013D.', 'Lower than chance explains: no area.'], [
    part('funnel', '2026-Q3', { row_heading: 1, picture: svg, table: table(['Code', 'Area', 'Reports', 'Residents', 'Rate per 1000', 'Low (95 %)', 'High (95 %)', 'Expected', 'What can be said'], ['E01099001', 'Norchester 013D', '45', '1610', '28.0', '20.4', '37.4', '11.9', 'higher'], ['E01099002', 'Westmere 001A', '*', '1480', '*', '*', '*', '11.0', 'too few to say']) }),
    part('smoothed', '2026-Q3', { row_heading: 1, picture: svg, table: table(['Code', 'Area', 'Rate per 1000', 'Drawn towards all areas', 'Drawn towards its neighbours'], ['E01099001', 'Norchester 013D', '28.0', '24.7', '25.9'], ['E01099002', 'Westmere 001A', '*', '*', '*']) }),
    part('together', '2026-Q3', { row_heading: 1, picture: svg, table: table(['Code', 'Area', 'Rate per 1000', 'Gi* (z)', 'Gi* (p, all areas)', 'Local Moran (z)', 'Local Moran (p, all areas)', 'What can be said'], ['E01099001', 'Norchester 013D', '28.0', '3.41', '0.012', '2.10', '0.040', 'high together with its neighbours'], ['E01099002', 'Westmere 001A', '*', '*', '*', '*', '*', 'too few to say']) })], { takes_quarter: true, filters }),
  'places-signals': page('signals', '2024-Q4 to 2026-Q3', ['! A signal does not say that there was more violence. A feed that changed what it records, caught up, or added a site is the usual cause: ask whoever sends it first, and look at its quality.', 'Police: more reports than its first twelve months explain: above the limit from 2026-05 (EWMA), and a rise that adds up from 2026-04 (CUSUM); it goes on in the last month.', '! Ambulance: too few reports in some month to say anything.'], [
    part('signals', '2024-Q4 to 2026-Q3', { picture: svg, table: table(['Source', 'Month', 'Reports', 'EWMA', 'Limit', 'What can be said'], ['Police', '2025-09', '245', '241.8', '257.1', 'of the year that is compared with'], ['Police', '2026-05', '310', '271.4', '257.3', 'above the limit, and the rise adds up'], ['Ambulance', '2026-01', 'n/a', 'n/a', 'n/a', 'not delivered'], ['Ambulance', '2026-05', '*', '*', '*', 'too few to say']) }), seasons]),
  'places-forecast': page('forecast', '2025-Q2 to 2026-Q2, tried on 2026-Q3', ['Density: found more of the reports of 2026-Q3 than the same places as last year would have, so it is shown.', 'Most is to be expected in squares of: Norchester 013D.', 'It says where, never who.'], [
    part('trials', '2025-Q2 to 2026-Q2, tried on 2026-Q3', { table: table(['Way of forecasting', 'Made from', 'It found'], ['Density', 'reports within 500 m', 'more than last year\'s places'], ['Risk terrain', 'key places near by', 'no more: not shown']) }),
    squares('forecast', ['1 (no more than elsewhere)', '2 (where most is to be expected)'])], { takes_quarter: true }),
  'places-forecast-none': page('forecast', '2025-Q2 to 2026-Q2, tried on 2026-Q3', ['! No forecast is shown: none found more of the quarter held out than the same places as last year. Look at where violence gathers, and stays.', 'It says where, never who.'], [
    part('trials', '2025-Q2 to 2026-Q2, tried on 2026-Q3', { table: table(['Way of forecasting', 'Made from', 'It found'], ['Density', 'reports within 500 m', 'no more: not shown'], ['Risk terrain', 'key places near by', 'not tried: no such places']) })], { takes_quarter: true }),
  'places-around': page('around', '2025', ['More than its share is reported around: school (50 to 100 m).'], [part('around', '2025', { table: table(['Kind of place', '0 to 50 m', '50 to 100 m', '100 to 200 m', '200 to 400 m'], ['school', 'too few to say', 'more than its share', 'may be chance', 'less than its share'], ['school, Monday to Friday, 15:00 to 17:00', 'too few to say', 'too few to say', 'may be chance', 'may be chance']) })]),
  'places-contrast': page('contrast', '2025', ['! Look at the completeness first: an agency that does not write down the place looks as if it knew less.', 'More of what is known comes from the emergency department than elsewhere in: Norchester 017B.'], [completeness, months, contrast, squares('ratio', ['1 (the police know at least twice as large a part of theirs)', '2 (about the same part of both)', '3 (the emergency department knows at least twice as large a part of theirs)']), squares('apart', ['1 (hot in the reports of neither, or of both)', '2 (hot in the police\'s reports, and not in the emergency department\'s)', '3 (hot in the emergency department\'s reports, and not in the police\'s)'])]),
  'places-workbench': { page: 'places/workbench', model: { purpose: 'violence-hotspot-analysis', purpose_title: 'Finding when and where violence happens', purposes, quarter: '2026-Q3', only: 'night', only_title: 'Time of day: 22:00 to 06:00', filters, panels: [
    { name: 'map', instead: null, part: squares('hot', hot), findings: [], ledger_index: 190, release_href: '/releases/01a3' },
    { name: 'clock', instead: { why: 'It is a table of hours and days, and sources\' days are told beside it: less a part by time or source, a small number would be left.', remedy: '' }, part: null },
    { name: 'change', instead: null, part: change, findings: [], ledger_index: 191, release_href: '/releases/01a4' },
    { name: 'trend', instead: { why: 'Police: no agreement covers it.', remedy: 'Ask for an agreement.' }, part: null, ledger_index: 192 }], saved: [{ id: '01a2', href: '/places/workbench?purpose=violence-hotspot-analysis&quarter=2026-Q3&only=night', purpose_title: 'Finding when and where violence happens', quarter: '2026-Q3', only_title: 'Time of day: 22:00 to 06:00' }, { id: '01a3', href: '/places/workbench?purpose=strategic-assessment', purpose_title: 'Strategic assessment', quarter: '', only_title: '' }] } },
  'places-workbench-with-a-trend': { page: 'places/workbench', markup: { map: still }, model: { purpose: 'violence-hotspot-analysis', purpose_title: 'Finding when and where violence happens', purposes, quarter: '', only: '', only_title: '', filters, areas_shapes: '/releases/01a6/files/violence-by-area.geojson', panels: [
    { name: 'map', instead: null, trend: null, part: { ...squares('hot', hot), shapes: '/releases/01a3/files/violence-hotspots.geojson' }, findings: [], ledger_index: 190, release_href: '/releases/01a3' },
    { name: 'clock', instead: null, trend: null, part: part('hours', '2025', { picture: svg, table: table(hours, ['Monday', ...Array(24).fill('10'), '240']) }), findings: [], ledger_index: 191, release_href: '/releases/01a4' },
    { name: 'change', instead: null, trend: null, part: change, findings: [], ledger_index: 192, release_href: '/releases/01a5' },
    { name: 'trend', instead: null, trend, part: { ...part('areas', '2025-Q3 to 2026-Q3', figures), row_heading: 1 }, findings: [], ledger_index: 193, release_href: '/releases/01a6' }], saved: [] } },
  'places-purpose-of-the-workbench': { page: 'places/purpose', model: { purposes, page: '/places/workbench', saved: [{ id: '01a3', href: '/places/workbench?purpose=strategic-assessment', purpose_title: 'Strategic assessment', quarter: '', only_title: '' }] } }
}
