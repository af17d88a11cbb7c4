-- SPDX-License-Identifier: Apache-2.0
-- What a supplier shows others of its feeds' quality, where it chose to, and what it set itself to reach.

CREATE TABLE quality_publication (
  feed INTEGER PRIMARY KEY REFERENCES feed (number),
  shows TEXT NOT NULL CHECK (shows IN ('rows', 'fields')),
  since TEXT NOT NULL
) @strict@;

CREATE TABLE improvement_target (
  id TEXT PRIMARY KEY CHECK (length(id) = 36),
  feed INTEGER NOT NULL REFERENCES feed (number),
  measure TEXT NOT NULL CHECK (measure IN ('accepted', 'filled', 'usable')),
  field TEXT NOT NULL,                     -- id of the catalogue; empty for 'accepted'
  percent INTEGER NOT NULL CHECK (percent BETWEEN 1 AND 100),
  by_when TEXT NOT NULL,
  written_by TEXT NOT NULL,                -- a member: the id of a post
  written_at TEXT NOT NULL,
  withdrawn_at TEXT,
  CHECK ((measure = 'accepted') = (field = ''))
) @strict@;
CREATE INDEX improvement_target_of_feed ON improvement_target (feed);
