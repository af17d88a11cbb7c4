-- SPDX-License-Identifier: Apache-2.0
-- What a supplier can do about each code: our own sentences, kept once, so that the list of quarantined cells can say them.
CREATE TABLE fault_remedy (
  code TEXT PRIMARY KEY CHECK (code <> ''),
  remedy TEXT NOT NULL
) @strict@;
