-- SPDX-License-Identifier: Apache-2.0
-- Who else saw the ledger's checkpoints: the policy that says whose word counts, what each witness said, and proofs that two
-- histories were shown.

CREATE TABLE witness_policy (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  policy TEXT NOT NULL,
  own TEXT NOT NULL,                 -- names in it that the host itself runs, one a line: never counted
  required INTEGER NOT NULL CHECK (required IN (0, 1)),
  since TEXT NOT NULL
) @strict@;

-- One cosignature of one witness over the checkpoint of one size; checked again whenever it is counted.
CREATE TABLE witness (
  name TEXT NOT NULL,
  size @bigint@ NOT NULL CHECK (size >= 0),
  note TEXT NOT NULL,                -- the signature's line
  seen TEXT NOT NULL,                -- when, as the witness says
  PRIMARY KEY (name, size)
) @strict@;

CREATE TABLE witness_asked (
  name TEXT PRIMARY KEY,
  asked TEXT NOT NULL,               -- when it was asked last
  size @bigint@ NOT NULL CHECK (size >= 0),  -- up to which it said to have seen the ledger
  trouble TEXT NOT NULL              -- code of what was wrong with its last answer; empty: nothing
) @strict@;

-- Two checkpoints of one size and different roots, both under this ledger's key: kept for ever.
CREATE TABLE ledger_conflict (
  hash TEXT PRIMARY KEY,             -- SHA-256 of what was shown, in hexadecimal
  size @bigint@ NOT NULL CHECK (size >= 0),
  shown TEXT NOT NULL,
  ours TEXT NOT NULL,                -- empty where no checkpoint of that size is kept here
  found_at TEXT NOT NULL
) @strict@;
--@sqlite
CREATE TRIGGER ledger_conflict_no_update BEFORE UPDATE ON ledger_conflict
BEGIN SELECT RAISE(ABORT, 'evidence never changes'); END;
CREATE TRIGGER ledger_conflict_no_delete BEFORE DELETE ON ledger_conflict
BEGIN SELECT RAISE(ABORT, 'evidence never changes'); END;
--@postgresql
CREATE TRIGGER ledger_conflict_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_conflict
FOR EACH STATEMENT EXECUTE FUNCTION ledger_leaf_never_changes();
--@end

-- Which entries are about the person of a record: for whoever asks who has seen theirs. Goes with the record.
CREATE TABLE ledger_subject (
  record @bigint@ NOT NULL,
  leaf @bigint@ NOT NULL,
  k INTEGER NOT NULL CHECK (k >= 0),
  PRIMARY KEY (record, leaf, k)
) @strict@;
