-- SPDX-License-Identifier: Apache-2.0
-- What a program was answered under a key of its own, so that sending the same again does nothing twice. Hashes only.
CREATE TABLE idempotency (
  key TEXT PRIMARY KEY CHECK (length(key) = 64),          -- of who sent it, and the key
  content TEXT NOT NULL CHECK (length(content) = 64),     -- of what was sent, and where to
  answer TEXT NOT NULL CHECK (length(answer) = 36),       -- id of the upload
  expires_at TEXT NOT NULL
) @strict@;
CREATE INDEX idempotency_over ON idempotency (expires_at);
