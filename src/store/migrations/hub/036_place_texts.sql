-- SPDX-License-Identifier: Apache-2.0
-- Words for a place that named none we know: they wait, sealed, until their supplier says what they mean.
CREATE TABLE place_text (
  id @id@,                                 -- of the same series as quarantine: its key is found by it
  submission @bigint@ NOT NULL,
  feed INTEGER NOT NULL,
  mark TEXT NOT NULL CHECK (length(mark) = 64),   -- keyed: nothing can be read from it
  told_rows @bigint@ NOT NULL,             -- of the submission that say so
  text_sealed @blob@ NOT NULL,
  key_version INTEGER NOT NULL,
  expires_on TEXT NOT NULL
) @strict@;
CREATE INDEX place_text_of_feed ON place_text (feed, mark);
CREATE INDEX place_text_of_submission ON place_text (submission);

-- What such words mean, said once. The words themselves are not here.
CREATE TABLE place_meaning (
  number @id@,
  feed INTEGER NOT NULL,
  mark TEXT NOT NULL CHECK (length(mark) = 64),
  means TEXT NOT NULL CHECK (means IN ('place', 'home', 'nowhere')),
  place_kind TEXT,                         -- of a key place: they have no number that stays
  place_name TEXT,
  easting INTEGER,
  northing INTEGER,
  since TEXT NOT NULL,
  UNIQUE (feed, mark)
) @strict@;
