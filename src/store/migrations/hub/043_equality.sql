-- SPDX-License-Identifier: Apache-2.0
-- Equality monitoring: counts by characteristic that an agency sent about a quarter, sealed and tied to nobody, and the report that was
-- made of them once.
CREATE TABLE equality_submission (
  id TEXT PRIMARY KEY CHECK (length(id) = 36),
  agency TEXT NOT NULL REFERENCES agency (id),
  quarter TEXT NOT NULL CHECK (length(quarter) = 7),
  submitted_by TEXT NOT NULL,              -- the id of a post; '' once the counts reached their day
  submitted_at TEXT NOT NULL,
  rows_sealed @blob@ NOT NULL,             -- empty once another file of the agency took its place, or past its day
  replaced INTEGER NOT NULL DEFAULT 0 CHECK (replaced IN (0, 1)),
  erased_on TEXT CHECK (length(erased_on) = 10),
  leaf_index @bigint@ NOT NULL CHECK (leaf_index >= 0),
  CHECK (length(rows_sealed) = 0 OR (replaced = 0 AND erased_on IS NULL))
) @strict@;
CREATE INDEX equality_submission_of_quarter ON equality_submission (quarter, agency);

CREATE TABLE equality_report (
  quarter TEXT PRIMARY KEY CHECK (length(quarter) = 7),
  made_by TEXT NOT NULL,
  made_for TEXT NOT NULL REFERENCES agency (id),
  made_at TEXT NOT NULL,
  content TEXT NOT NULL,                   -- canonical JSON of what passed disclosure control; its hash is in the entry
  leaf_index @bigint@ NOT NULL CHECK (leaf_index >= 0)
) @strict@;
