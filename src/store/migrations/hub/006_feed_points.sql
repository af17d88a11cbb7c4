-- SPDX-License-Identifier: Apache-2.0
-- Which map points a feed has used before, and when last: how a publisher that moves its points is noticed. Points only.
CREATE TABLE feed_points (
  feed INTEGER PRIMARY KEY,
  points @blob@ NOT NULL
) @strict@;
