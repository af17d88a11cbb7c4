-- SPDX-License-Identifier: Apache-2.0
-- By which the hub knows its own hub.key: with another, every reference would get another mark, and what came before would
-- stand beside what replaces it.
CREATE TABLE hub_secret (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  mark TEXT NOT NULL CHECK (length(mark) = 64)
) @strict@;
