-- SPDX-License-Identifier: Apache-2.0
-- Published points that places on maps are told by, one table of them after another. A quarter is told by the one it was closed under, for good:
-- the same place told by two tables lies where both can mean.
CREATE TABLE snap_epoch (
  number INTEGER PRIMARY KEY CHECK (number > 0),
  points @bigint@ NOT NULL CHECK (points > 0),
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),  -- of the points, in the order of their ids
  since TEXT NOT NULL,
  ledger_index @bigint@ NOT NULL CHECK (ledger_index >= 0)
) @strict@;

CREATE TABLE snap_point (
  epoch INTEGER NOT NULL,
  id TEXT NOT NULL CHECK (id <> ''),
  easting INTEGER NOT NULL,
  northing INTEGER NOT NULL,
  addresses @bigint@ NOT NULL CHECK (addresses = 0 OR addresses >= 8),
  PRIMARY KEY (epoch, id)
) @strict@;

ALTER TABLE closed_quarter ADD COLUMN snap_epoch INTEGER;  -- number of one; null: places as they were reported
