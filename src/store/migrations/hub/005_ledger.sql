-- SPDX-License-Identifier: Apache-2.0
-- The ledger: leaves that never change, the tiles over them, signed checkpoints, and the openings that can be erased.

CREATE TABLE ledger_head (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  size @bigint@ NOT NULL CHECK (size >= 0),
  root @blob@ NOT NULL CHECK (length(root) = 32)
) @strict@;

CREATE TABLE ledger_leaf (
  i @id@ CHECK (i >= 0),
  entry @blob@ NOT NULL CHECK (length(entry) BETWEEN 1 AND 4096)
) @strict@;

CREATE TABLE ledger_tile (
  level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 63),
  n @bigint@ NOT NULL CHECK (n >= 0),
  width INTEGER NOT NULL CHECK (width BETWEEN 1 AND 256),
  bytes @blob@ NOT NULL,
  PRIMARY KEY (level, n),
  CHECK (length(bytes) = width * 32)
) @strict@;

CREATE TABLE ledger_checkpoint (
  size @id@ CHECK (size >= 0),
  note TEXT NOT NULL,
  signed_at TEXT NOT NULL
) @strict@;

CREATE TABLE ledger_opening (
  leaf @bigint@ NOT NULL,
  k INTEGER NOT NULL CHECK (k >= 0),
  salt @blob@ NOT NULL CHECK (length(salt) = 32),
  sealed @blob@ NOT NULL,
  key_ref TEXT NOT NULL,
  PRIMARY KEY (leaf, k)
) @strict@;

-- A seat belt, not a control: whoever owns the database can take it off, but cannot get a signature over the result.
--@sqlite
CREATE TRIGGER ledger_leaf_no_update BEFORE UPDATE ON ledger_leaf
BEGIN SELECT RAISE(ABORT, 'a ledger leaf never changes'); END;
CREATE TRIGGER ledger_leaf_no_delete BEFORE DELETE ON ledger_leaf
BEGIN SELECT RAISE(ABORT, 'a ledger leaf never changes'); END;
--@postgresql
CREATE FUNCTION ledger_leaf_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a ledger leaf never changes' USING ERRCODE = 'CC001';
END $$;
CREATE TRIGGER ledger_leaf_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_leaf
FOR EACH STATEMENT EXECUTE FUNCTION ledger_leaf_never_changes();
--@end
