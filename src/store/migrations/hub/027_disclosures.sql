-- SPDX-License-Identifier: Apache-2.0
-- What was given to one person at one agency, for whom it is kept until a day and no longer; who opened it; and what they were told of
-- it since. Values and words are sealed under a key of the row; a mark stands for the discloser's own record.

CREATE TABLE disclosure (
  id TEXT PRIMARY KEY CHECK (length(id) = 36),
  request TEXT NOT NULL UNIQUE REFERENCES sharing_request (id),
  discloser TEXT NOT NULL REFERENCES agency (id),
  recipient TEXT NOT NULL REFERENCES agency (id),
  member TEXT NOT NULL,                    -- who asked, and alone may open it: the id of a post
  supplier TEXT NOT NULL REFERENCES agency (id),          -- whose data they are
  received_in TEXT REFERENCES sharing_request (id),       -- the request in which they came from another agency
  mark TEXT CHECK (length(mark) = 64),     -- of the discloser's own record; null: none was said
  fields TEXT NOT NULL,                    -- JSON list of the items that were given
  version INTEGER NOT NULL CHECK (version > 0),
  given_at TEXT NOT NULL,
  open_until TEXT CHECK (length(open_until) = 10),        -- the last day; null: not given in the hub
  values_sealed @blob@,                    -- JSON; null: not given in the hub, taken back, or past its day
  taken_back_at TEXT,
  taken_back_by TEXT,
  erased_on TEXT,
  leaf_index @bigint@ NOT NULL CHECK (leaf_index >= 0),
  taken_back_index @bigint@ CHECK (taken_back_index >= 0),
  CHECK ((taken_back_at IS NULL) = (taken_back_index IS NULL))
) @strict@;
CREATE INDEX disclosure_of_mark ON disclosure (mark);
CREATE INDEX disclosure_received_in ON disclosure (received_in);

CREATE TABLE disclosure_opening (
  disclosure TEXT NOT NULL REFERENCES disclosure (id),
  leaf_index @bigint@ NOT NULL CHECK (leaf_index >= 0),
  version INTEGER NOT NULL CHECK (version > 0),
  opened_at TEXT NOT NULL,
  PRIMARY KEY (disclosure, leaf_index)
) @strict@;

-- That something of it was corrected, changed or deleted where it came from, or all of it taken back: open until the recipient says what became of its copy.
CREATE TABLE disclosure_notice (
  id TEXT PRIMARY KEY CHECK (length(id) = 36),
  disclosure TEXT NOT NULL REFERENCES disclosure (id),
  kind TEXT NOT NULL CHECK (kind IN ('corrected', 'role-changed', 'deleted', 'taken-back')),
  fields TEXT NOT NULL,                    -- JSON list of items
  made_for TEXT NOT NULL REFERENCES agency (id),          -- whose correction it is
  made_by TEXT NOT NULL,
  made_at TEXT NOT NULL,
  words_sealed @blob@ NOT NULL,
  done TEXT CHECK (done IN ('own-copy-corrected', 'own-copy-deleted', 'no-copy-held')),
  done_by TEXT,
  done_at TEXT,
  erased_on TEXT,
  leaf_index @bigint@ NOT NULL CHECK (leaf_index >= 0),
  done_index @bigint@ CHECK (done_index >= 0),
  CHECK ((done IS NULL) = (done_at IS NULL) AND (done IS NULL) = (done_index IS NULL))
) @strict@;
CREATE INDEX disclosure_notice_of_disclosure ON disclosure_notice (disclosure);
