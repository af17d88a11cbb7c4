-- SPDX-License-Identifier: Apache-2.0
-- Who was told of a broken glass: each mailbox once. It is of a post or a team, never one that names a person, and stands in the
-- partnership file; a message names nobody.
CREATE TABLE glass_notice (
  about TEXT NOT NULL CHECK (length(about) = 36),  -- the glass, or the request it was used for
  kind TEXT NOT NULL CHECK (kind IN ('broken', 'used', 'overdue')),
  agency TEXT NOT NULL REFERENCES agency (id),     -- that is told
  mailbox TEXT NOT NULL,                           -- empty: it has none, and sees it on its pages only
  message @bigint@ REFERENCES outbox (id),
  written_at TEXT NOT NULL,
  PRIMARY KEY (about, kind, agency, mailbox),
  CHECK ((mailbox = '') = (message IS NULL))
) @strict@;
