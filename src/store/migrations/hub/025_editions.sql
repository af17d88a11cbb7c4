-- SPDX-License-Identifier: Apache-2.0
-- Editions of products: which released tables they hold, and what people wrote beside them. Figures stay in the releases; a release
-- is shown in an edition only as long as the gate permits it.
CREATE TABLE edition (
  id TEXT PRIMARY KEY,
  agency TEXT NOT NULL REFERENCES agency (id),
  product TEXT NOT NULL,
  number INTEGER NOT NULL CHECK (number > 0),       -- of the agency's editions of this product
  definition TEXT NOT NULL,                         -- as the product was when it was opened
  purpose TEXT NOT NULL,
  quarter TEXT NOT NULL,                            -- that was asked for; empty: the latest complete one
  opened_by TEXT NOT NULL,
  opened_at TEXT NOT NULL,
  version INTEGER NOT NULL CHECK (version > 0),     -- grows with every change of a draft: who signs, signs what was read
  signed_by TEXT,
  signed_at TEXT,
  content_hash TEXT CHECK (length(content_hash) = 64),
  parts TEXT,                                       -- what was signed, part by part; its hash is content_hash and stands in the entry
  signed_leaf @bigint@,
  UNIQUE (agency, product, number),
  CHECK ((signed_by IS NULL) = (signed_at IS NULL) AND (signed_by IS NULL) = (content_hash IS NULL) AND (signed_by IS NULL) = (parts IS NULL) AND (signed_by IS NULL) = (signed_leaf IS NULL))
) @strict@;

CREATE TABLE edition_figure (
  edition TEXT NOT NULL REFERENCES edition (id),
  place INTEGER NOT NULL,
  table_name TEXT NOT NULL,
  release TEXT REFERENCES release (id),             -- none: not released when it was last asked for
  reason TEXT NOT NULL,                             -- then why: a code of ours
  PRIMARY KEY (edition, place)
) @strict@;

-- Everybody who opened it, wrote in it, took words away or asked for its figures again: none of them signs it.
CREATE TABLE edition_hand (
  edition TEXT NOT NULL REFERENCES edition (id),
  member TEXT NOT NULL,
  PRIMARY KEY (edition, member)
) @strict@;

CREATE TABLE edition_text (
  edition TEXT NOT NULL REFERENCES edition (id),
  section TEXT NOT NULL,
  written_by TEXT NOT NULL,
  written_at TEXT NOT NULL,
  writing TEXT NOT NULL,                            -- each writing has a key of its own, destroyed when it is written anew
  words_sealed @blob@ NOT NULL,
  PRIMARY KEY (edition, section)
) @strict@;
