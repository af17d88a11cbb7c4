-- SPDX-License-Identifier: Apache-2.0
-- Looks of linkage reviewers at what does not wait in their queue: different persons and pairs, by number, for some weeks. Each look
-- is an entry of the ledger besides.
CREATE TABLE link_look (
  agency TEXT NOT NULL REFERENCES agency (id),
  member TEXT NOT NULL,
  day TEXT NOT NULL CHECK (length(day) = 10),
  what TEXT NOT NULL,                              -- 'person 12', 'pair 5'; empty: more than these was refused
  PRIMARY KEY (member, day, what)
) @strict@;
