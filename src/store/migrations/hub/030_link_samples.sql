-- SPDX-License-Identifier: Apache-2.0
-- Pairs of records drawn by chance, so that people judge how good links are. Nothing here names anybody: rows are records by their
-- ids, and go with either record. What naming group a record falls in is worked out when a sample is closed, and kept nowhere.
CREATE TABLE link_sample (
  id TEXT PRIMARY KEY CHECK (length(id) = 36),
  number INTEGER NOT NULL UNIQUE CHECK (number > 0),
  agency TEXT NOT NULL REFERENCES agency (id),
  drawn_by TEXT NOT NULL,
  drawn_at TEXT NOT NULL,
  until TEXT NOT NULL CHECK (length(until) = 10),
  seed @bigint@ NOT NULL,                  -- with the pairs as they were, it draws the same again
  model_version TEXT NOT NULL CHECK (model_version <> ''),
  terms TEXT NOT NULL,                     -- JSON: the thresholds the bands are cut by
  strata TEXT NOT NULL,                    -- JSON list: band, whether linked, how many pairs there were
  state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
  closed_by TEXT,
  closed_at TEXT,
  figures TEXT,                            -- JSON: estimates and counts, of no part with few pairs
  leaf_index @bigint@ NOT NULL CHECK (leaf_index >= 0),
  CHECK ((state = 'closed') = (figures IS NOT NULL)),
  CHECK ((state = 'closed') = (closed_by IS NOT NULL))
) @strict@;

CREATE TABLE link_sample_pair (
  sample TEXT NOT NULL REFERENCES link_sample (id),
  place INTEGER NOT NULL CHECK (place > 0),  -- in the order drawn: says nothing of the weight
  left_record @bigint@ NOT NULL,
  right_record @bigint@ NOT NULL,
  stratum INTEGER NOT NULL CHECK (stratum >= 0),
  judges INTEGER NOT NULL CHECK (judges IN (1, 2)),
  PRIMARY KEY (sample, place)
) @strict@;
CREATE INDEX link_sample_pair_of_left ON link_sample_pair (left_record);
CREATE INDEX link_sample_pair_of_right ON link_sample_pair (right_record);

CREATE TABLE link_sample_judgement (
  sample TEXT NOT NULL REFERENCES link_sample (id),
  place INTEGER NOT NULL CHECK (place > 0),
  member TEXT NOT NULL,
  at TEXT NOT NULL,
  verdict TEXT NOT NULL CHECK (verdict IN ('same', 'not-same', 'cannot-tell')),
  PRIMARY KEY (sample, place, member)
) @strict@;
