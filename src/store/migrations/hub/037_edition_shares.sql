-- SPDX-License-Identifier: Apache-2.0
-- Which agencies may read a signed edition of another one, by the consent of those whose reports it counts.
CREATE TABLE edition_share (
  id TEXT PRIMARY KEY,
  edition TEXT NOT NULL REFERENCES edition (id),
  agency TEXT NOT NULL REFERENCES agency (id),      -- whose edition it is
  product TEXT NOT NULL,
  title TEXT NOT NULL,
  number INTEGER NOT NULL CHECK (number > 0),       -- of the edition
  readers TEXT NOT NULL,                            -- JSON: agencies
  needed TEXT NOT NULL,                             -- JSON: agencies that must say yes
  offered_by TEXT NOT NULL,
  offered_at TEXT NOT NULL,
  offered_leaf @bigint@ NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('offered', 'shared', 'declined', 'lapsed', 'ended')),
  why TEXT NOT NULL,                                -- it was ended: a word of ours
  ended_by TEXT NOT NULL,
  ended_at TEXT,
  ended_leaf @bigint@,
  CHECK ((state IN ('offered', 'shared')) = (ended_at IS NULL) AND (ended_at IS NULL) = (ended_leaf IS NULL) AND (state = 'ended') = (why <> ''))
) @strict@;

CREATE TABLE edition_share_answer (
  edition_share TEXT NOT NULL REFERENCES edition_share (id),
  agency TEXT NOT NULL REFERENCES agency (id),
  member TEXT NOT NULL,
  answer TEXT NOT NULL CHECK (answer IN ('agreed', 'declined')),
  answered_at TEXT NOT NULL,
  leaf @bigint@ NOT NULL,
  PRIMARY KEY (edition_share, agency)
) @strict@;
