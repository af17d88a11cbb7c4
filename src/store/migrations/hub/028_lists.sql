-- SPDX-License-Identifier: Apache-2.0
-- Who answers for a list of people. Without an owner who is there and senior, nobody reads it.
CREATE TABLE list_owner (
  feed INTEGER PRIMARY KEY REFERENCES feed (number),
  member TEXT REFERENCES member (id),      -- null: it was taken away, or nobody could be named
  since TEXT NOT NULL
) @strict@;
