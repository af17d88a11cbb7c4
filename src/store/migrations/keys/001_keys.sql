-- SPDX-License-Identifier: Apache-2.0
-- The key database: every key wrapped, none in the open. It is backed up apart from the main database and its backups
-- live 35 days, so a key destroyed here is gone everywhere after that.

-- Root keys. The check is a known text sealed under the root key: it tells a wrong key before anything is lost.
CREATE TABLE key_version (
  version INTEGER PRIMARY KEY CHECK (version > 0),
  check_value @blob@ NOT NULL,
  created_at TEXT NOT NULL
) @strict@;

CREATE TABLE agency_key (
  agency INTEGER NOT NULL CHECK (agency > 0),
  version INTEGER NOT NULL CHECK (version > 0),
  root_version INTEGER NOT NULL REFERENCES key_version (version),
  wrapped @blob@ NOT NULL CHECK (length(wrapped) = 73),
  created_at TEXT NOT NULL,
  PRIMARY KEY (agency, version)
) @strict@;

-- No foreign key to agency_key: filled by the million.
CREATE TABLE record_key (
  record @id@,
  agency INTEGER NOT NULL,
  version INTEGER NOT NULL,                -- of the agency's key
  wrapped @blob@ NOT NULL CHECK (length(wrapped) = 73)
) @strict@;

CREATE TABLE person_key (
  person @id@,
  agency INTEGER NOT NULL,
  version INTEGER NOT NULL,
  wrapped @blob@ NOT NULL CHECK (length(wrapped) = 73)
) @strict@;

-- That a key was destroyed, and when. It stays, so that an erased record is told from a lost key.
CREATE TABLE key_erasure (
  record @id@,
  erased_at TEXT NOT NULL
) @strict@;
