-- SPDX-License-Identifier: Apache-2.0
-- Months of which far fewer reports came than usual, and of which the supplying agency's lead said that no more will come.
CREATE TABLE month_all_there (
  feed INTEGER NOT NULL REFERENCES feed (number),
  month INTEGER NOT NULL CHECK (month BETWEEN 12000 AND 36000),
  reason TEXT NOT NULL,                              -- a word of ours
  said_by TEXT NOT NULL REFERENCES member (id),
  said_for TEXT NOT NULL REFERENCES agency (id),
  said_at TEXT NOT NULL,
  ledger_index @bigint@ NOT NULL CHECK (ledger_index >= 0),
  PRIMARY KEY (feed, month)
) @strict@;
