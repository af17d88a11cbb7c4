-- SPDX-License-Identifier: Apache-2.0
-- The life of an agreement: every step with who took it and the entry of the ledger that has it, so that what an
-- agreement was worth at any earlier entry can be told again. Why a step was taken stands sealed beside that entry.
--
-- state: proposed, signed, active, suspended, ended. What the hub held before this was in force: it is 'active'.

UPDATE agreement SET state = 'active' WHERE state = 'signed';

CREATE TABLE agreement_change (
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  number INTEGER NOT NULL CHECK (number > 0),
  step TEXT NOT NULL CHECK (step IN ('add', 'adopt', 'assess', 'activate', 'suspend', 'lift', 'end')),
  state TEXT NOT NULL CHECK (state IN ('proposed', 'signed', 'active', 'suspended', 'ended')),  -- after it
  agency TEXT NOT NULL,                    -- of the member; empty: at the machine
  member TEXT NOT NULL,
  at TEXT NOT NULL,
  ledger_index @bigint@ NOT NULL CHECK (ledger_index >= 0),
  PRIMARY KEY (id, version, number),
  FOREIGN KEY (id, version) REFERENCES agreement (id, version)
) @strict@;
INSERT INTO agreement_change (id, version, number, step, state, agency, member, at, ledger_index)
  SELECT id, version, 1, 'adopt', CASE WHEN state IN ('active', 'ended') THEN state ELSE 'suspended' END, '', '', added_at, 0 FROM agreement;

-- Impact assessments that the document itself does not name in full.
CREATE TABLE agreement_assessment (
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('dpia', 'eia')),
  reference TEXT NOT NULL CHECK (reference <> ''),
  approved TEXT NOT NULL,
  owner TEXT NOT NULL CHECK (owner <> ''),
  member TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  ledger_index @bigint@ NOT NULL CHECK (ledger_index >= 0),
  PRIMARY KEY (id, version, kind),
  FOREIGN KEY (id, version) REFERENCES agreement (id, version)
) @strict@;

-- What ran under an agreement stands still from stopped_at on, until running_at. One row without running_at at most.
CREATE TABLE agreement_stop (
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  number INTEGER NOT NULL CHECK (number > 0),
  why TEXT NOT NULL CHECK (why <> ''),     -- the standing: suspended, ended, over, superseded, not-signed
  stopped_at TEXT NOT NULL,
  stopped_index @bigint@ NOT NULL CHECK (stopped_index >= 0),
  running_at TEXT,
  running_index @bigint@,
  PRIMARY KEY (id, version, number),
  FOREIGN KEY (id, version) REFERENCES agreement (id, version)
) @strict@;

-- Stored releases that rest on an agreement which stands still.
CREATE TABLE release_stop (
  release TEXT NOT NULL REFERENCES release (id),
  agreement TEXT NOT NULL,                 -- id@version
  stopped_at TEXT NOT NULL,
  PRIMARY KEY (release, agreement)
) @strict@;

CREATE TABLE agreement_acknowledgement (
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  member TEXT NOT NULL REFERENCES member (id),
  at TEXT NOT NULL,
  ledger_index @bigint@ NOT NULL CHECK (ledger_index >= 0),
  PRIMARY KEY (id, version, member),
  FOREIGN KEY (id, version) REFERENCES agreement (id, version)
) @strict@;

-- An agreement that is being negotiated, and field by field what its parties say.
CREATE TABLE agreement_draft (
  id TEXT PRIMARY KEY CHECK (length(id) = 36),
  reference TEXT NOT NULL,                 -- id@version it would have
  document TEXT NOT NULL,                  -- RFC 8785 canonical JSON, as it was brought
  agency TEXT NOT NULL REFERENCES agency (id),
  member TEXT NOT NULL,
  added_at TEXT NOT NULL,
  ledger_index @bigint@ NOT NULL CHECK (ledger_index >= 0)
) @strict@;

CREATE TABLE agreement_draft_use (
  draft TEXT NOT NULL REFERENCES agreement_draft (id),
  rule TEXT NOT NULL,
  field TEXT NOT NULL,
  use_of_it TEXT NOT NULL CHECK (use_of_it <> ''),
  agency TEXT NOT NULL,
  member TEXT NOT NULL,
  at TEXT NOT NULL,
  ledger_index @bigint@ NOT NULL CHECK (ledger_index >= 0),
  PRIMARY KEY (draft, rule, field)
) @strict@;

CREATE TABLE agreement_draft_answer (
  draft TEXT NOT NULL REFERENCES agreement_draft (id),
  rule TEXT NOT NULL,
  field TEXT NOT NULL,
  agency TEXT NOT NULL,                    -- that owns the data
  answer TEXT NOT NULL CHECK (answer IN ('accept', 'narrow', 'refuse')),
  form TEXT NOT NULL,                      -- narrowed to; empty: as asked
  transform TEXT NOT NULL,
  condition_name TEXT NOT NULL,
  code TEXT NOT NULL,                      -- R00 to R18 of a refusal; else empty
  reason TEXT NOT NULL,
  member TEXT NOT NULL,
  signed_off_by TEXT NOT NULL,             -- the senior officer behind an R11; else empty
  at TEXT NOT NULL,
  ledger_index @bigint@ NOT NULL CHECK (ledger_index >= 0),
  PRIMARY KEY (draft, rule, field, agency)
) @strict@;
