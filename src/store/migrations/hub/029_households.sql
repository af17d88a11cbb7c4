-- SPDX-License-Identifier: Apache-2.0
-- Who shares a home is a use of the data of each agency whose records say so.
CREATE TABLE data_use_next (
  id TEXT PRIMARY KEY CHECK (length(id) = 36),
  used_at TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('release', 'request', 'locate', 'household')),
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
