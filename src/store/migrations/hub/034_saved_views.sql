-- SPDX-License-Identifier: Apache-2.0
-- What a member chose to look at, to come back to it: choices out of our own lists, no words of theirs and no data.
CREATE TABLE saved_view (
  id TEXT PRIMARY KEY,
  member TEXT NOT NULL REFERENCES member (id),
  purpose TEXT NOT NULL,
  quarter TEXT NOT NULL,                             -- as 2026-Q1; '': the latest complete one
  part TEXT NOT NULL,                                -- of the reports, by its id; '': all of them
  UNIQUE (member, purpose, quarter, part)
) @strict@;
