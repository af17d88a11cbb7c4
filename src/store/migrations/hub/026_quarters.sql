-- SPDX-License-Identifier: Apache-2.0
-- Quarters whose figures have begun to leave. What counts in them is settled once: who could go on adding or taking away a row and
-- ask again would work out every hidden count.
ALTER TABLE event ADD COLUMN ended_by @bigint@;      -- the submission that put another in its place; null: it is current, or it was ended before this was written down

-- Of the boundaries alone: other populations are other rates, and no other counts. Null: the set came in before this was written down.
ALTER TABLE area_set ADD COLUMN boundary_hash TEXT CHECK (length(boundary_hash) = 64);

CREATE TABLE closed_quarter (
  quarter INTEGER NOT NULL CHECK (quarter BETWEEN 4000 AND 12000),  -- quarters since year 0
  revision INTEGER NOT NULL CHECK (revision > 0),
  boundaries TEXT NOT NULL,                          -- areas it was counted in
  closed_at TEXT NOT NULL,
  ledger_index @bigint@ NOT NULL CHECK (ledger_index >= 0),  -- has the hash of what was closed together
  PRIMARY KEY (quarter, revision)
) @strict@;

CREATE TABLE closed_source (
  quarter INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  feed INTEGER NOT NULL REFERENCES feed (number),
  last_submission @bigint@ NOT NULL CHECK (last_submission >= 0),   -- nothing that came after it counts
  files TEXT NOT NULL,                               -- ",3,7,": submissions with reports that count
  salt TEXT,                                         -- of the fingerprint; gone with the first of those files: a few reports could be tried out
  fingerprint TEXT NOT NULL CHECK (length(fingerprint) = 64),       -- salted SHA-256 of the reports that count
  PRIMARY KEY (quarter, revision, feed),
  FOREIGN KEY (quarter, revision) REFERENCES closed_quarter (quarter, revision)
) @strict@;

-- Two people of two agencies may let a quarter be closed anew.
CREATE TABLE quarter_revision (
  quarter INTEGER NOT NULL,
  revision INTEGER NOT NULL,                         -- that it would become
  reason TEXT NOT NULL,                              -- a word of ours
  proposed_by TEXT NOT NULL REFERENCES member (id),
  proposed_for TEXT NOT NULL REFERENCES agency (id),
  proposed_at TEXT NOT NULL,
  answer TEXT CHECK (answer IN ('confirmed', 'declined')),
  answered_by TEXT REFERENCES member (id),
  answered_for TEXT REFERENCES agency (id),
  answered_at TEXT,
  ledger_index @bigint@ NOT NULL CHECK (ledger_index >= 0),  -- of the proposal
  answer_index @bigint@ CHECK (answer_index >= 0),
  PRIMARY KEY (quarter, revision),
  CHECK ((answer IS NULL) = (answered_by IS NULL) AND (answer IS NULL) = (answered_for IS NULL) AND (answer IS NULL) = (answered_at IS NULL) AND (answer IS NULL) = (answer_index IS NULL))
) @strict@;
