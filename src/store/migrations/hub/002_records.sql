-- SPDX-License-Identifier: Apache-2.0
-- What agencies submitted. The tables filled by the million (source_record, source_key, event, person_in_event,
-- quarantine) name their parents without a foreign key: on PostgreSQL each costs a trigger a row. One transaction of
-- the hub writes parents and children together.

CREATE TABLE submission (
  number @id@,
  id TEXT NOT NULL UNIQUE CHECK (length(id) = 36),
  feed INTEGER NOT NULL REFERENCES feed (number),
  agency INTEGER NOT NULL REFERENCES agency (number),
  content_hash TEXT NOT NULL CHECK (length(content_hash) = 64),
  version INTEGER NOT NULL CHECK (version > 0),
  supersedes @bigint@ REFERENCES submission (number),
  profile TEXT NOT NULL,
  profile_version TEXT NOT NULL,
  profile_hash TEXT NOT NULL,
  mapping TEXT NOT NULL,                   -- JSON: the columns as they were read
  file_name_sealed @blob@,                 -- a supplier's file name may name a person
  received_at TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('accepted', 'failed', 'erased')),
  period_from INTEGER CHECK (period_from BETWEEN 12000 AND 36000),
  period_to INTEGER CHECK (period_to BETWEEN 12000 AND 36000),
  first_record @bigint@,                   -- its source records have the ids first_record to last_record
  last_record @bigint@,
  rows_read @bigint@ NOT NULL CHECK (rows_read >= 0),
  rows_accepted @bigint@ NOT NULL CHECK (rows_accepted >= 0),
  rows_quarantined @bigint@ NOT NULL CHECK (rows_quarantined >= 0),
  rows_skipped @bigint@ NOT NULL CHECK (rows_skipped >= 0),
  seconds @real@ NOT NULL,
  quality TEXT NOT NULL,                   -- JSON
  delete_on TEXT,
  UNIQUE (feed, content_hash),             -- the same file twice is recognised, never doubled
  CHECK (rows_read = rows_accepted + rows_quarantined + rows_skipped),
  CHECK (period_from <= period_to),
  CHECK (first_record <= last_record)
) @strict@;

-- A source record belongs to the agency that supplied it and is never overwritten, by nobody: a newer version is a row
-- of its own, and superseded_by points at it. There is no golden record.
CREATE TABLE source_record (
  id @id@,
  submission @bigint@ NOT NULL,
  sheet INTEGER NOT NULL,
  row_number @bigint@ NOT NULL,
  key_hash @bigint@,                       -- of the feed's natural key, where it has one
  version INTEGER NOT NULL,
  superseded_by @bigint@,
  open_data TEXT NOT NULL,                 -- JSON of the fields that identify nobody
  sealed @blob@,                           -- the identifying fields, under the record's own key
  key_version INTEGER,
  CHECK ((sealed IS NULL) = (key_version IS NULL))
) @strict@;

-- The current record of a natural key. Fill it in the order of key_hash: the table is stored in that order, and a
-- million sorted keys load in 0.7 s where unsorted ones take 4 s.
CREATE TABLE source_key (
  feed INTEGER NOT NULL,
  key_hash @bigint@ NOT NULL,
  record @bigint@ NOT NULL,
  PRIMARY KEY (feed, key_hash)
) @strict_keyed@;

-- What happened, when and where, of the source record with the same id. No index but the id: events are counted in
-- bulk, by the range of ids of a feed's submissions.
CREATE TABLE event (
  id @id@,
  feed INTEGER NOT NULL,
  category TEXT NOT NULL,
  month INTEGER NOT NULL CHECK (month BETWEEN 12000 AND 36000),
  starts @bigint@,                         -- minutes since 1970, UTC; null where only the month is known
  minutes INTEGER CHECK (minutes >= 0),    -- length of the window it happened in
  utc_offset INTEGER,                      -- minutes; what the clock on the wall said
  time_precision INTEGER NOT NULL,
  easting INTEGER,                         -- EPSG:27700 metres
  northing INTEGER,
  place_accuracy INTEGER,                  -- metres
  area_code TEXT,
  area_vintage INTEGER,
  discovered INTEGER NOT NULL CHECK (discovered IN (0, 1)),  -- found by policing itself: never part of a hotspot
  method TEXT,
  place_type TEXT,
  is_current INTEGER NOT NULL CHECK (is_current IN (0, 1)),
  CHECK ((easting IS NULL) = (northing IS NULL)),
  CHECK (area_code IS NULL OR area_vintage IS NOT NULL)  -- a code means nothing without its year
) @strict@;

-- A person is never in an event without a role: who is a victim must not be taken for a suspect.
CREATE TABLE person_in_event (
  id @id@,
  source_record @bigint@ NOT NULL,
  event @bigint@,
  role TEXT NOT NULL CHECK (role IN ('victim', 'witness', 'suspected', 'charged', 'convicted', 'at_risk_child',
    'at_risk_adult', 'family', 'associate', 'professional', 'unknown'))
) @strict@;

-- A person is a set of source records held together by links, each with its reason.
CREATE TABLE person (
  id @id@,
  created_at TEXT NOT NULL
) @strict@;

CREATE TABLE link (
  id @id@,
  person @bigint@ NOT NULL REFERENCES person (id),
  source_record @bigint@ NOT NULL REFERENCES source_record (id),
  reason TEXT NOT NULL CHECK (reason <> ''),
  model_version TEXT NOT NULL CHECK (model_version <> ''),
  linked_by TEXT NOT NULL CHECK (linked_by <> ''),
  linked_at TEXT NOT NULL,
  UNIQUE (person, source_record)
) @strict@;

-- A statement about a person (affiliation, risk marker, threat). None without where it comes from, how it is graded
-- (3x5x2), the person's role, and the days it is looked at again and deleted.
CREATE TABLE assertion (
  id @id@,
  person @bigint@ NOT NULL REFERENCES person (id),
  kind TEXT NOT NULL CHECK (kind <> ''),
  sealed @blob@ NOT NULL,
  key_version INTEGER NOT NULL,
  source TEXT NOT NULL CHECK (source <> ''),
  agency INTEGER NOT NULL REFERENCES agency (number),
  source_grade INTEGER NOT NULL CHECK (source_grade BETWEEN 1 AND 3),
  information_grade TEXT NOT NULL CHECK (information_grade IN ('A', 'B', 'C', 'D', 'E')),
  handling TEXT NOT NULL CHECK (handling IN ('P', 'C')),
  role TEXT NOT NULL CHECK (role IN ('victim', 'witness', 'suspected', 'charged', 'convicted', 'at_risk_child',
    'at_risk_adult', 'family', 'associate', 'professional', 'unknown')),
  asserted_on TEXT NOT NULL CHECK (length(asserted_on) = 10),
  review_by TEXT NOT NULL CHECK (length(review_by) = 10),
  delete_by TEXT NOT NULL CHECK (length(delete_by) = 10),
  CHECK (review_by <= delete_by)
) @strict@;

-- Cells that could not be accepted. The value shows to its supplier only, and expires.
CREATE TABLE quarantine (
  id @id@,
  submission @bigint@ NOT NULL,
  sheet INTEGER NOT NULL,
  row_number @bigint@ NOT NULL,
  column_number INTEGER NOT NULL,
  field TEXT NOT NULL,
  code TEXT NOT NULL CHECK (code <> ''),
  value_sealed @blob@,
  expires_on TEXT NOT NULL CHECK (length(expires_on) = 10)
) @strict@;
CREATE INDEX quarantine_of_submission ON quarantine (submission);

CREATE TABLE quality (
  feed INTEGER NOT NULL,
  month INTEGER NOT NULL CHECK (month BETWEEN 12000 AND 36000),
  field TEXT NOT NULL,
  total @bigint@ NOT NULL,
  present @bigint@ NOT NULL,
  valid @bigint@ NOT NULL,
  changed @bigint@ NOT NULL,
  review @bigint@ NOT NULL,
  invalid @bigint@ NOT NULL,
  placeholder @bigint@ NOT NULL,
  PRIMARY KEY (feed, month, field),
  CHECK (present <= total)
) @strict@;

CREATE TABLE feed_month (
  feed INTEGER NOT NULL,
  month INTEGER NOT NULL CHECK (month BETWEEN 12000 AND 36000),
  rows_read @bigint@ NOT NULL,
  rows_accepted @bigint@ NOT NULL,
  rows_quarantined @bigint@ NOT NULL,
  rows_skipped @bigint@ NOT NULL,
  duplicates @bigint@ NOT NULL,
  points @bigint@ NOT NULL,
  points_new @bigint@ NOT NULL,            -- map points never seen before: a break in how places are recorded
  lag_days_median INTEGER,                 -- from the event to its arrival
  lag_days_most INTEGER,
  PRIMARY KEY (feed, month)
) @strict@;
