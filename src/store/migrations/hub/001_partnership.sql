-- SPDX-License-Identifier: Apache-2.0
-- Who takes part, and what they supply. One partnership a database.
--
-- Marks: @id@ a 64-bit primary key given by us, @bigint@ 64 bits, @real@, @blob@, @strict@ and @strict_keyed@ (a table
-- stored in the order of its primary key) become what the back end calls them. Ids are given by the hub, so that bulk
-- loading is the same on both. Times are text, UTC, as 2026-11-21T21:43:30.125Z. A month is year * 12 + month - 1.

CREATE TABLE partnership (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  name TEXT NOT NULL CHECK (name <> ''),
  synthetic INTEGER NOT NULL CHECK (synthetic IN (0, 1)),
  document TEXT NOT NULL,                  -- the partnership file as it was loaded
  release_area_kind TEXT NOT NULL,         -- the fixed areas every release is counted in
  release_area_vintage INTEGER NOT NULL,
  grid_origin_easting INTEGER NOT NULL,    -- the one fixed grid of every map, EPSG:27700 metres
  grid_origin_northing INTEGER NOT NULL,
  grid_cell INTEGER NOT NULL CHECK (grid_cell > 0),
  grid_columns INTEGER NOT NULL CHECK (grid_columns > 0),
  grid_rows INTEGER NOT NULL CHECK (grid_rows > 0),
  created_at TEXT NOT NULL
) @strict@;

CREATE TABLE agency (
  id TEXT PRIMARY KEY CHECK (id <> ''),
  number INTEGER NOT NULL UNIQUE CHECK (number > 0),
  kind TEXT NOT NULL,
  name TEXT NOT NULL CHECK (name <> ''),
  public_key TEXT                          -- what its agreement signatures are checked with
) @strict@;

CREATE TABLE member (
  id TEXT PRIMARY KEY CHECK (id <> ''),
  agency TEXT NOT NULL REFERENCES agency (id),
  roles TEXT NOT NULL,                     -- JSON list
  training TEXT NOT NULL,                  -- JSON list
  active INTEGER NOT NULL CHECK (active IN (0, 1))
) @strict@;

CREATE TABLE feed (
  id TEXT PRIMARY KEY CHECK (id <> ''),
  number INTEGER NOT NULL UNIQUE CHECK (number > 0),
  agency TEXT NOT NULL REFERENCES agency (id),
  title TEXT NOT NULL,
  profile TEXT NOT NULL,                   -- the mapping profile its files are read with
  every TEXT NOT NULL,                     -- ISO 8601 duration between deliveries
  due_within TEXT NOT NULL,                -- ISO 8601 duration after the end of a period
  first_period TEXT NOT NULL,
  expected_until TEXT
) @strict@;

-- The clock never runs backwards for an agreement: what ended stays ended even where the machine's date is set back.
CREATE TABLE hub_clock (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  high_water TEXT NOT NULL
) @strict@;

-- What must reach the outside, written in the transaction that decided it.
CREATE TABLE outbox (
  id @id@,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,
  created_at TEXT NOT NULL,
  sent_at TEXT
) @strict@;
CREATE INDEX outbox_waiting ON outbox (id) WHERE sent_at IS NULL;
