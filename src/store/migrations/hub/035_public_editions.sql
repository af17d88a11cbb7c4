-- SPDX-License-Identifier: Apache-2.0
-- What of a signed edition everybody may read. Sealed until every agency whose reports it counts has said yes; then in clear, and what
-- it is stays: its hash is in the entries of the ledger.
CREATE TABLE public_edition (
  id TEXT PRIMARY KEY,
  edition TEXT NOT NULL REFERENCES edition (id),
  agency TEXT NOT NULL REFERENCES agency (id),
  product TEXT NOT NULL,
  title TEXT NOT NULL,
  number INTEGER NOT NULL CHECK (number > 0),       -- of the edition
  quarter TEXT NOT NULL,
  needed TEXT NOT NULL,                             -- JSON: agencies that must say yes; empty: any other one
  figures TEXT NOT NULL,                            -- JSON: its tables, that later ones are held against
  proposed_by TEXT NOT NULL,
  proposed_at TEXT NOT NULL,
  proposed_leaf @bigint@ NOT NULL,
  content_hash TEXT NOT NULL CHECK (length(content_hash) = 64),
  content_sealed @blob@ NOT NULL,                   -- empty once it is public, or will not be
  content TEXT,
  state TEXT NOT NULL CHECK (state IN ('proposed', 'published', 'declined', 'lapsed')),
  ended_at TEXT,
  ended_leaf @bigint@,
  CHECK ((state = 'published') = (content IS NOT NULL) AND (state = 'proposed') = (ended_at IS NULL) AND (ended_at IS NULL) = (ended_leaf IS NULL))
) @strict@;

CREATE TABLE public_edition_answer (
  public_edition TEXT NOT NULL REFERENCES public_edition (id),
  agency TEXT NOT NULL REFERENCES agency (id),
  member TEXT NOT NULL,
  answer TEXT NOT NULL CHECK (answer IN ('confirmed', 'declined')),
  answered_at TEXT NOT NULL,
  leaf @bigint@ NOT NULL,
  PRIMARY KEY (public_edition, agency)
) @strict@;
