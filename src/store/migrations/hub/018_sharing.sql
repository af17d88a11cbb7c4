-- SPDX-License-Identifier: Apache-2.0
-- What people do with the engine's answers. Nothing here names a person: a case reference, why something is needed, reasons and
-- facts are sealed under a key from hub.key, bound to table, column and row; a matter is an opaque mark (a keyed hash).

CREATE TABLE may_i (
  id TEXT PRIMARY KEY CHECK (length(id) = 36),
  member TEXT NOT NULL,
  agency TEXT NOT NULL REFERENCES agency (id),
  asked_at TEXT NOT NULL,
  answer TEXT NOT NULL CHECK (answer IN ('yes', 'part', 'yes-if', 'no')),
  sealed @blob@ NOT NULL,                  -- question and answer
  leaf_index @bigint@ NOT NULL CHECK (leaf_index >= 0)
) @strict@;
CREATE INDEX may_i_of_member ON may_i (member);

-- Goes up by one with every fact that is entered or withdrawn: what a decision stood on can be told apart from what is known now.
CREATE TABLE fact_version (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  version @bigint@ NOT NULL CHECK (version >= 0)
) @strict@;

CREATE TABLE fact_record (
  id TEXT PRIMARY KEY CHECK (length(id) = 36),
  subject TEXT NOT NULL CHECK (length(subject) = 64),     -- the matter, or the request an approval is about
  kind TEXT NOT NULL CHECK (kind IN ('consent', 'guardian', 'assessment', 'case', 'approval', 'age', 'area', 'role', 'handling', 'onward')),
  sealed @blob@ NOT NULL,                                 -- closed words, numbers and days only
  source TEXT NOT NULL REFERENCES agency (id),
  recorded_by TEXT NOT NULL,                              -- a member: the id of a post
  recorded_at TEXT NOT NULL,
  withdrawn_by TEXT,
  withdrawn_at TEXT,
  CHECK ((withdrawn_by IS NULL) = (withdrawn_at IS NULL))
) @strict@;
CREATE INDEX fact_record_of_subject ON fact_record (subject);

CREATE TABLE sharing_request (
  id TEXT PRIMARY KEY CHECK (length(id) = 36),
  subject TEXT NOT NULL CHECK (length(subject) = 64),
  asker TEXT NOT NULL REFERENCES agency (id),
  member TEXT NOT NULL,
  role TEXT NOT NULL,
  discloser TEXT NOT NULL REFERENCES agency (id),
  purpose TEXT NOT NULL,
  form TEXT NOT NULL CHECK (form IN ('aggregate', 'depersonalised', 'pseudonymised', 'personalised')),
  asked_at TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('refuse', 'disclose_part', 'disclose', 'emergency_disclose')),
  codes TEXT NOT NULL,                     -- JSON list of what the engine refused
  told TEXT NOT NULL,                      -- JSON: what the asker may read of the decision
  full_sealed @blob@ NOT NULL,             -- JSON: what the discloser and an auditor may read
  question_sealed @blob@ NOT NULL,         -- JSON: from which the decision is replayed
  words_sealed @blob@ NOT NULL,            -- JSON: the asker's case reference and why it is needed
  bundle TEXT NOT NULL CHECK (length(bundle) = 64),
  facts_version @bigint@ NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('refused', 'waiting', 'given', 'declined')),
  answered_at TEXT,
  answered_by TEXT,
  how TEXT CHECK (how IN ('in-hub', 'in-writing', 'verbally')),
  decline_code TEXT,
  decline_sealed @blob@,                   -- the reasons
  review_on TEXT,
  overturned INTEGER NOT NULL CHECK (overturned IN (0, 1)),
  leaf_index @bigint@ NOT NULL CHECK (leaf_index >= 0),
  CHECK ((state = 'declined') = (decline_code IS NOT NULL)),
  CHECK ((state = 'given') = (how IS NOT NULL))
) @strict@;
CREATE INDEX sharing_request_of_asker ON sharing_request (asker);
CREATE INDEX sharing_request_of_discloser ON sharing_request (discloser, state);

-- Every refusal by a person, also one that was overturned later: the request goes on, the count stays.
CREATE TABLE human_refusal (
  id TEXT PRIMARY KEY CHECK (length(id) = 36),
  request TEXT NOT NULL REFERENCES sharing_request (id),
  code TEXT NOT NULL CHECK (code <> ''),
  declined_by TEXT NOT NULL,
  declined_at TEXT NOT NULL,
  review_on TEXT NOT NULL CHECK (length(review_on) = 10),
  escalated INTEGER NOT NULL CHECK (escalated IN (0, 1))
) @strict@;
CREATE INDEX human_refusal_of_request ON human_refusal (request);

CREATE TABLE appeal (
  id TEXT PRIMARY KEY CHECK (length(id) = 36),
  refusal TEXT NOT NULL UNIQUE REFERENCES human_refusal (id),
  request TEXT NOT NULL REFERENCES sharing_request (id),
  made_by TEXT NOT NULL,
  made_at TEXT NOT NULL,
  decider TEXT NOT NULL,                   -- never who refused
  due_on TEXT NOT NULL CHECK (length(due_on) = 10),
  outcome TEXT CHECK (outcome IN ('upheld', 'overturned')),
  decided_at TEXT,
  words_sealed @blob@ NOT NULL,
  reasons_sealed @blob@
) @strict@;

-- Every use of an agency's data by another, written in the transaction of the release or the answer.
CREATE TABLE data_use (
  id TEXT PRIMARY KEY CHECK (length(id) = 36),
  used_at TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('release', 'request')),
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
  leaf_index @bigint@ NOT NULL CHECK (leaf_index >= 0)
) @strict@;
CREATE INDEX data_use_of_supplier ON data_use (supplier, used_at);
CREATE INDEX data_use_of_reference ON data_use (reference);

CREATE TABLE break_glass (
  id TEXT PRIMARY KEY CHECK (length(id) = 36),
  subject TEXT NOT NULL CHECK (length(subject) = 64),
  agency TEXT NOT NULL REFERENCES agency (id),
  member TEXT NOT NULL,
  danger TEXT NOT NULL CHECK (danger IN ('life', 'serious-harm')),
  reason_sealed @blob@ NOT NULL,
  begun_at TEXT NOT NULL,
  until TEXT NOT NULL,
  second TEXT NOT NULL,                    -- the member who was told
  ended_at TEXT,
  review_by TEXT NOT NULL,
  reviewed_at TEXT,
  reviewed_by TEXT,
  outcome TEXT CHECK (outcome IN ('justified', 'not-justified')),
  review_sealed @blob@,
  CHECK (second <> member),
  CHECK (reviewed_by IS NULL OR reviewed_by <> member)
) @strict@;
CREATE INDEX break_glass_of_member ON break_glass (member);

CREATE TABLE audit_sample (
  agency TEXT NOT NULL REFERENCES agency (id),
  month TEXT NOT NULL CHECK (length(month) = 7),
  data_use TEXT NOT NULL REFERENCES data_use (id),
  outcome TEXT NOT NULL CHECK (outcome IN ('in-order', 'concern')),
  done_by TEXT NOT NULL,
  done_at TEXT NOT NULL,
  note_sealed @blob@ NOT NULL,
  PRIMARY KEY (agency, data_use)
) @strict@;
