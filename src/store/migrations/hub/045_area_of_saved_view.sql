-- SPDX-License-Identifier: Apache-2.0
-- A saved view may be of one area: of everything that a member chose there is one.
CREATE TABLE saved_view_of_area (
  id TEXT PRIMARY KEY,
  member TEXT NOT NULL REFERENCES member (id),
  purpose TEXT NOT NULL,
  quarter TEXT NOT NULL,                             -- as 2026-Q1; '': the latest complete one
  part TEXT NOT NULL,                                -- of the reports, by its id; '': all of them
  area TEXT NOT NULL,                                -- its code; '': all of them
  UNIQUE (member, purpose, quarter, part, area)
) @strict@;
INSERT INTO saved_view_of_area (id, member, purpose, quarter, part, area) SELECT id, member, purpose, quarter, part, '' FROM saved_view;
DROP TABLE saved_view;
ALTER TABLE saved_view_of_area RENAME TO saved_view;
