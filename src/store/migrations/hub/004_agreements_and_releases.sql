-- SPDX-License-Identifier: Apache-2.0
-- What was agreed, what left under it and what was refused.

CREATE TABLE agreement (
  id TEXT NOT NULL CHECK (id <> ''),
  version INTEGER NOT NULL CHECK (version > 0),
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  document TEXT NOT NULL,                  -- RFC 8785 canonical JSON: the bytes that were signed
  signatures TEXT NOT NULL,                -- JSON
  state TEXT NOT NULL,
  added_at TEXT NOT NULL,
  PRIMARY KEY (id, version)
) @strict@;

CREATE TABLE release (
  id TEXT PRIMARY KEY CHECK (length(id) = 36),
  number INTEGER NOT NULL UNIQUE CHECK (number > 0),
  table_name TEXT NOT NULL,
  period TEXT NOT NULL,
  recipient TEXT NOT NULL REFERENCES agency (id),
  purpose TEXT NOT NULL,
  actor TEXT NOT NULL,
  form TEXT NOT NULL CHECK (form IN ('aggregate', 'depersonalised', 'pseudonymised', 'personalised')),
  data_version TEXT NOT NULL,
  agreement_refs TEXT NOT NULL,            -- JSON list of id@version
  request_hash TEXT NOT NULL CHECK (length(request_hash) = 64),
  leaf_index @bigint@ NOT NULL CHECK (leaf_index >= 0),
  created_at TEXT NOT NULL,
  method TEXT NOT NULL,
  UNIQUE (request_hash, data_version)      -- asking again serves what is stored
) @strict@;

CREATE TABLE release_file (
  release TEXT NOT NULL REFERENCES release (id),
  name TEXT NOT NULL CHECK (name <> ''),
  media_type TEXT NOT NULL,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  content @blob@ NOT NULL,
  PRIMARY KEY (release, name)
) @strict@;

CREATE TABLE refusal (
  id TEXT PRIMARY KEY CHECK (length(id) = 36),
  refused_at TEXT NOT NULL,
  table_name TEXT NOT NULL,
  recipient TEXT NOT NULL,                 -- as asked: may be nobody we know
  purpose TEXT NOT NULL,
  codes TEXT NOT NULL,                     -- JSON list
  leaf_index @bigint@ NOT NULL CHECK (leaf_index >= 0)
) @strict@;
