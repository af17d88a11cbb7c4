-- SPDX-License-Identifier: Apache-2.0
-- What named people judge of criteria by which help is offered to a family. What is judged, and how, is sealed: no table can be asked
-- who meets what. A judgement goes with the first of the records it hangs on, and after its last day (definitions/retention.yaml).
CREATE TABLE criteria_judgement (
  id TEXT PRIMARY KEY CHECK (length(id) = 36),
  agency TEXT NOT NULL REFERENCES agency (id),
  made_by TEXT NOT NULL,
  made_as TEXT NOT NULL,                   -- role at work
  made_at TEXT NOT NULL,
  until TEXT NOT NULL CHECK (length(until) = 10),  -- the last day it counts
  asked TEXT REFERENCES agency (id),       -- agency that is to confirm it
  words_sealed @blob@ NOT NULL,            -- JSON: programme, criterion, outcome, reasons; empty: withdrawn
  state TEXT NOT NULL CHECK (state IN ('waiting', 'in-force', 'withdrawn')),
  second TEXT,
  second_as TEXT,
  second_at TEXT,
  second_sealed @blob@,                    -- JSON: why it was confirmed
  withdrawn_by TEXT,
  withdrawn_at TEXT,
  leaf_index @bigint@ NOT NULL CHECK (leaf_index >= 0),
  CHECK (second <> made_by),
  CHECK (asked <> agency),
  CHECK ((second IS NULL) = (second_at IS NULL)),
  CHECK ((state = 'withdrawn') = (withdrawn_at IS NOT NULL))
) @strict@;
CREATE TABLE criteria_judgement_record (
  judgement TEXT NOT NULL REFERENCES criteria_judgement (id),
  record @bigint@ NOT NULL,
  PRIMARY KEY (judgement, record)
) @strict@;
CREATE INDEX criteria_judgement_record_of ON criteria_judgement_record (record);

-- What records say to criteria is a use of the data of each agency whose records they are.
CREATE TABLE data_use_next (
  id TEXT PRIMARY KEY CHECK (length(id) = 36),
  used_at TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('release', 'request', 'locate', 'household', 'criteria')),
  reference TEXT NOT NULL CHECK (length(reference) = 36),
  supplier TEXT NOT NULL REFERENCES agency (id),
  discloser TEXT NOT NULL REFERENCES agency (id),   -- the supplier, or who passed it on
  recipient TEXT NOT NULL REFERENCES agency (id),
  member TEXT NOT NULL,
  purpose TEXT NOT NULL,
  form TEXT NOT NULL,
  fields TEXT NOT NULL,                    -- JSON list
  rules TEXT NOT NULL,                     -- JSON list
  onward INTEGER NOT NULL CHECK (onward IN (0, 1)),
  leaf_index @bigint@ NOT NULL CHECK (leaf_index >= 0),
  erased_on TEXT
) @strict@;
INSERT INTO data_use_next (id, used_at, kind, reference, supplier, discloser, recipient, member, purpose, form, fields, rules, onward, leaf_index, erased_on) SELECT id, used_at, kind, reference, supplier, discloser, recipient, member, purpose, form, fields, rules, onward, leaf_index, erased_on FROM data_use;
CREATE TABLE audit_sample_next (
  agency TEXT NOT NULL REFERENCES agency (id),
  month TEXT NOT NULL CHECK (length(month) = 7),
  data_use TEXT NOT NULL REFERENCES data_use_next (id),
  outcome TEXT NOT NULL CHECK (outcome IN ('in-order', 'concern')),
  done_by TEXT NOT NULL,
  done_at TEXT NOT NULL,
  note_sealed @blob@ NOT NULL,
  erased_on TEXT,
  PRIMARY KEY (agency, data_use)
) @strict@;
INSERT INTO audit_sample_next (agency, month, data_use, outcome, done_by, done_at, note_sealed, erased_on) SELECT agency, month, data_use, outcome, done_by, done_at, note_sealed, erased_on FROM audit_sample;
DROP TABLE audit_sample;
DROP TABLE data_use;
ALTER TABLE data_use_next RENAME TO data_use;
ALTER TABLE audit_sample_next RENAME TO audit_sample;
CREATE INDEX data_use_of_supplier ON data_use (supplier, used_at);
CREATE INDEX data_use_of_reference ON data_use (reference);
