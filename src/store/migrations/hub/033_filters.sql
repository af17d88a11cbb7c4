-- SPDX-License-Identifier: Apache-2.0
-- How a quarter's reports are taken apart is settled when a part of them is first asked for: two ways of taking the same reports apart could be subtracted.
CREATE TABLE quarter_filter (
  quarter INTEGER NOT NULL CHECK (quarter BETWEEN 4000 AND 12000),  -- quarters since year 0
  way TEXT NOT NULL,                                 -- category, method, source, weekday or hour
  fingerprint TEXT NOT NULL CHECK (length(fingerprint) = 64),       -- of what is in each part
  ledger_index @bigint@ NOT NULL CHECK (ledger_index >= 0),         -- of the release that settled it
  PRIMARY KEY (quarter, way)
) @strict@;
