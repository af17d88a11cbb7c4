-- SPDX-License-Identifier: Apache-2.0
-- What this hub hides beyond what every hub does: tightened by one lead, loosened by two of two agencies. What is in force follows from the steps.
CREATE TABLE protection_step (
  ledger_index @bigint@ PRIMARY KEY CHECK (ledger_index >= 0),
  setting TEXT NOT NULL,
  value_before @bigint@ NOT NULL,
  value @bigint@ NOT NULL CHECK (value <> value_before),
  is_proposal INTEGER NOT NULL CHECK (is_proposal IN (0, 1)),  -- looser: in force once it is confirmed
  reason TEXT NOT NULL,                                        -- a word of ours
  said_by TEXT NOT NULL REFERENCES member (id),
  said_for TEXT NOT NULL REFERENCES agency (id),
  said_at TEXT NOT NULL,
  answer TEXT CHECK (answer IN ('confirmed', 'withdrawn')),
  answered_by TEXT REFERENCES member (id),
  answered_for TEXT REFERENCES agency (id),
  answered_at TEXT,
  answer_index @bigint@ CHECK (answer_index >= 0),
  CHECK ((answer IS NULL) = (answered_by IS NULL) AND (answer IS NULL) = (answered_for IS NULL) AND (answer IS NULL) = (answered_at IS NULL) AND (answer IS NULL) = (answer_index IS NULL)),
  CHECK (is_proposal = 1 OR answer IS NULL)
) @strict@;
