-- SPDX-License-Identifier: Apache-2.0
-- Rows that were set aside as a whole, for the file that goes back to their supplier; and what came of correcting them.
-- Of a row only what the hub would have kept: cells of unknown and dropped columns are not here.
CREATE TABLE quarantine_row (
  id @id@,                                 -- of the same series as quarantine: its key is found by it
  submission @bigint@ NOT NULL,
  row_number @bigint@ NOT NULL,
  cells_sealed @blob@ NOT NULL,            -- JSON list, in the order of the submission's mapping
  key_version INTEGER NOT NULL,
  expires_on TEXT NOT NULL
) @strict@;
CREATE INDEX quarantine_row_of_submission ON quarantine_row (submission, row_number);

ALTER TABLE submission ADD COLUMN corrects @bigint@;  -- number of the submission whose rows these are, corrected

CREATE TABLE corrected_row (
  submission @bigint@ NOT NULL,            -- the one that was corrected
  row_number @bigint@ NOT NULL,
  record @bigint@ NOT NULL,                -- that stands for the row now
  PRIMARY KEY (submission, row_number)
) @strict@;
