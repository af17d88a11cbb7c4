-- SPDX-License-Identifier: Apache-2.0
-- Rows that each act of a hub adds lie under their key itself, not under a number with the key beside it: a commit writes
-- four pages less. PostgreSQL knows no such tables: what it has stays, and
-- says why it does.

--@sqlite
CREATE TABLE ledger_opening_next (
  leaf @bigint@ NOT NULL,
  k INTEGER NOT NULL CHECK (k >= 0),
  salt @blob@ NOT NULL CHECK (length(salt) = 32),
  sealed @blob@ NOT NULL,
  key_ref TEXT NOT NULL,
  PRIMARY KEY (leaf, k)
) @strict_keyed@;
INSERT INTO ledger_opening_next (leaf, k, salt, sealed, key_ref) SELECT leaf, k, salt, sealed, key_ref FROM ledger_opening;
DROP TABLE ledger_opening;
ALTER TABLE ledger_opening_next RENAME TO ledger_opening;

CREATE TABLE ledger_subject_next (
  record @bigint@ NOT NULL,
  leaf @bigint@ NOT NULL,
  k INTEGER NOT NULL CHECK (k >= 0),
  PRIMARY KEY (record, leaf, k)
) @strict_keyed@;
INSERT INTO ledger_subject_next (record, leaf, k) SELECT record, leaf, k FROM ledger_subject;
DROP TABLE ledger_subject;
ALTER TABLE ledger_subject_next RENAME TO ledger_subject;

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
) @strict_keyed@;
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
--@postgresql
COMMENT ON TABLE ledger_opening IS 'as on SQLite, where it lies under its key';
--@end
