-- SPDX-License-Identifier: Apache-2.0
-- Areas, each set with its vintage, and places that maps are read by.

CREATE TABLE area_set (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind <> ''),
  vintage INTEGER NOT NULL,
  title TEXT NOT NULL,
  attribution TEXT NOT NULL,
  source_hash TEXT NOT NULL CHECK (length(source_hash) = 64),
  UNIQUE (kind, vintage)
) @strict@;

CREATE TABLE area (
  area_set INTEGER NOT NULL REFERENCES area_set (id),
  code TEXT NOT NULL CHECK (code <> ''),
  name TEXT NOT NULL,
  population @bigint@ CHECK (population >= 0),
  geometry @blob@ NOT NULL,
  PRIMARY KEY (area_set, code)
) @strict@;

CREATE TABLE key_place (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  easting INTEGER NOT NULL,
  northing INTEGER NOT NULL
) @strict@;
