-- SPDX-License-Identifier: Apache-2.0
-- Which records are of one person, why, and what people said of it. Nothing here names anybody: what agreed between two records
-- is sealed under a key of both, so that it is gone with either; what a person typed is sealed under a key from hub.key.
-- Records are current ones always: where an agency sends a newer version of a record, its rows here go over to that.

CREATE UNIQUE INDEX link_of_record ON link (source_record);

-- Each time records were compared. Counts only.
CREATE TABLE link_run (
  id TEXT PRIMARY KEY CHECK (length(id) = 36),
  number INTEGER NOT NULL UNIQUE CHECK (number > 0),
  at TEXT NOT NULL,
  scope TEXT NOT NULL CHECK (scope IN ('whole', 'changed')),
  model_version TEXT NOT NULL CHECK (model_version <> ''),
  highest_record @bigint@ NOT NULL CHECK (highest_record >= 0),
  records @bigint@ NOT NULL CHECK (records >= 0),
  report TEXT NOT NULL,                    -- JSON: new and broken links, queue, by agency
  leaf_index @bigint@ NOT NULL CHECK (leaf_index >= 0)
) @strict@;

-- Two records that may be of one person.
CREATE TABLE link_pair (
  id @id@,
  left_record @bigint@ NOT NULL,
  right_record @bigint@ NOT NULL,
  weight INTEGER NOT NULL,                 -- thousandths of a bit
  conflict INTEGER NOT NULL CHECK (conflict IN (0, 1)),  -- something says that they are two people, whatever the weight
  sealed @blob@ NOT NULL,                  -- JSON: comparison by comparison, the level and its weight
  model_version TEXT NOT NULL CHECK (model_version <> ''),
  state TEXT NOT NULL CHECK (state IN ('scored', 'waiting', 'resolved')),
  why TEXT NOT NULL,                       -- why it waits for people; empty: it does not
  queued_at TEXT,
  assigned_to TEXT,
  assigned_at TEXT,
  outcome TEXT CHECK (outcome IN ('link', 'not-same', 'twins', 'cannot-tell')),
  decided_weight INTEGER,                  -- what it weighed when people decided
  UNIQUE (left_record, right_record),
  CHECK (left_record < right_record),
  CHECK ((state = 'resolved') = (outcome IS NOT NULL)),
  CHECK ((state = 'waiting') = (why <> ''))
) @strict@;
CREATE INDEX link_pair_of_right ON link_pair (right_record);
CREATE INDEX link_pair_by_state ON link_pair (state, weight);

-- What people decided, with what the hub said at that moment.
CREATE TABLE link_decision (
  id TEXT PRIMARY KEY CHECK (length(id) = 36),
  number INTEGER NOT NULL UNIQUE CHECK (number > 0),  -- in the order they were made
  kind TEXT NOT NULL CHECK (kind IN ('pair', 'split', 'merge')),
  outcome TEXT NOT NULL CHECK (outcome IN ('link', 'not-same', 'twins', 'cannot-tell')),
  pair @bigint@,
  person @bigint@ NOT NULL,                -- that the first record was of
  other @bigint@ NOT NULL,                 -- that the second record was of; 0: none
  weight INTEGER,
  model_version TEXT NOT NULL,
  agency TEXT NOT NULL REFERENCES agency (id),
  made_by TEXT NOT NULL,
  made_at TEXT NOT NULL,
  words_sealed @blob@ NOT NULL,            -- JSON: the reason, and of an undoing its reason
  impact TEXT NOT NULL,                    -- JSON list: why two people are needed; empty list: one suffices
  state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'turned-down', 'undone')),
  second TEXT,
  second_at TEXT,
  undone_by TEXT,
  undone_at TEXT,
  leaf_index @bigint@ NOT NULL CHECK (leaf_index >= 0),
  CHECK (second <> made_by),
  CHECK ((kind = 'pair') = (pair IS NOT NULL)),
  CHECK ((state = 'undone') = (undone_by IS NOT NULL))
) @strict@;
CREATE INDEX link_decision_by_state ON link_decision (state);

-- The records a decision is about, each with its side.
CREATE TABLE link_decision_record (
  decision TEXT NOT NULL REFERENCES link_decision (id),
  record @bigint@ NOT NULL,
  side INTEGER NOT NULL CHECK (side IN (0, 1)),
  PRIMARY KEY (decision, record)
) @strict@;
CREATE INDEX link_decision_record_of ON link_decision_record (record);

-- What no model overrules. The records of a decision with one mark are one person ('must'), or those with different marks are not
-- ('cannot', 'twins').
CREATE TABLE link_override (
  decision TEXT NOT NULL REFERENCES link_decision (id),
  kind TEXT NOT NULL CHECK (kind IN ('must', 'cannot', 'twins')),
  record @bigint@ NOT NULL,
  mark INTEGER NOT NULL CHECK (mark IN (0, 1)),
  PRIMARY KEY (decision, record)
) @strict@;
CREATE INDEX link_override_of ON link_override (record);

-- How things stood before a decision, and after: what an undoing restores, and by what it sees that nothing else has happened since.
CREATE TABLE link_before (
  decision TEXT NOT NULL REFERENCES link_decision (id),
  moment INTEGER NOT NULL CHECK (moment IN (0, 1)),  -- 0 before, 1 after
  record @bigint@ NOT NULL,
  person @bigint@ NOT NULL,
  person_created_at TEXT NOT NULL,
  attention TEXT NOT NULL,                 -- of the person; empty: none
  attention_since TEXT NOT NULL,
  reason TEXT NOT NULL,
  model_version TEXT NOT NULL,
  linked_by TEXT NOT NULL,
  linked_at TEXT NOT NULL,
  PRIMARY KEY (decision, moment, record)
) @strict@;
CREATE INDEX link_before_of ON link_before (record);
CREATE TABLE link_before_pair (
  decision TEXT NOT NULL REFERENCES link_decision (id),
  pair @bigint@ NOT NULL,
  state TEXT NOT NULL,
  why TEXT NOT NULL,
  queued_at TEXT,
  assigned_to TEXT,
  assigned_at TEXT,
  outcome TEXT,
  decided_weight INTEGER,
  PRIMARY KEY (decision, pair)
) @strict@;

-- What became of persons, by a run or a decision.
CREATE TABLE link_event (
  id @id@,
  at TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('joined', 'split', 'restored', 'attention', 'healed')),
  person @bigint@ NOT NULL,
  other @bigint@,                          -- that it joined, or was split from
  cause TEXT NOT NULL CHECK (length(cause) = 36)  -- the run or decision
) @strict@;
CREATE INDEX link_event_of_person ON link_event (person);

-- A person whose records do not fit together by what is known. Heals by itself when later data or a decision settle it.
CREATE TABLE person_attention (
  person @bigint@ PRIMARY KEY REFERENCES person (id),
  reason TEXT NOT NULL CHECK (reason IN ('overrides', 'conflict')),
  since TEXT NOT NULL
) @strict@;
