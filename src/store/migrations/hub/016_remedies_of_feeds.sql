-- SPDX-License-Identifier: Apache-2.0
-- One code may have another remedy in another feed: what one agency sends must not change what another is told to do.
CREATE TABLE feed_remedy (
  feed INTEGER NOT NULL REFERENCES feed (number),
  code TEXT NOT NULL CHECK (code <> ''),
  remedy TEXT NOT NULL,
  PRIMARY KEY (feed, code)
) @strict@;
INSERT INTO feed_remedy (feed, code, remedy) SELECT f.number, r.code, r.remedy FROM feed f CROSS JOIN fault_remedy r;
DROP TABLE fault_remedy;
