-- SPDX-License-Identifier: Apache-2.0
-- Whom a feed's reminders go to, and which were written: one for each month that is late, never a second.
ALTER TABLE feed ADD COLUMN contact TEXT;  -- a mailbox of a post or a team

CREATE TABLE chaser (
  feed INTEGER NOT NULL REFERENCES feed (number),
  month INTEGER NOT NULL CHECK (month BETWEEN 12000 AND 36000),
  message @bigint@ NOT NULL REFERENCES outbox (id),
  written_at TEXT NOT NULL,
  PRIMARY KEY (feed, month)
) @strict@;
