-- SPDX-License-Identifier: Apache-2.0
-- Who may sign in. Nothing here opens anything by itself: passwords are argon2id hashes, tokens and links are kept as
-- SHA-256 only, secrets of one-time codes are sealed under a key derived from hub.key.

CREATE TABLE account (
  id TEXT PRIMARY KEY CHECK (length(id) = 36),
  login TEXT NOT NULL UNIQUE CHECK (login <> ''),    -- lower case; names a post, as analyst.csp
  agency TEXT NOT NULL REFERENCES agency (id),       -- whose administrator looks after it
  state TEXT NOT NULL CHECK (state IN ('active', 'disabled')),
  demo INTEGER NOT NULL CHECK (demo IN (0, 1)),      -- signs in by links only, in a synthetic partnership
  password_hash TEXT,                                -- none until the set-up link was used
  code_sealed @blob@,                                -- secret of the one-time codes; none until it was confirmed
  code_step @bigint@ NOT NULL,                       -- the last step that was used: each counts once
  failed INTEGER NOT NULL CHECK (failed >= 0),       -- attempts since the last sign-in
  created_at TEXT NOT NULL,
  renewed_on TEXT NOT NULL CHECK (length(renewed_on) = 10),  -- from here on it counts as unused
  last_used_on TEXT,
  vetted_until TEXT,
  CHECK (demo = 0 OR password_hash IS NULL)
) @strict@;

-- Roles are those of the member, as the partnership file gives them: an account has none of its own.
CREATE TABLE account_member (
  account TEXT NOT NULL REFERENCES account (id),
  member TEXT NOT NULL REFERENCES member (id),
  PRIMARY KEY (account, member)
) @strict@;
CREATE INDEX account_of_member ON account_member (member);

CREATE TABLE session (
  id TEXT PRIMARY KEY CHECK (length(id) = 36),
  token_hash TEXT NOT NULL UNIQUE CHECK (length(token_hash) = 64),
  account TEXT NOT NULL REFERENCES account (id),
  member TEXT NOT NULL REFERENCES member (id),       -- as whom it acts
  demo INTEGER NOT NULL CHECK (demo IN (0, 1)),
  created_at TEXT NOT NULL,
  seen_at TEXT NOT NULL,
  stepped_up_until TEXT
) @strict@;
CREATE INDEX session_of_account ON session (account);

-- What lets somebody go on once: the link that sets an account up, a demonstration's link, and the half of a sign-in
-- that waits for its one-time code.
CREATE TABLE sign_in_link (
  id TEXT PRIMARY KEY CHECK (length(id) = 36),
  token_hash TEXT NOT NULL UNIQUE CHECK (length(token_hash) = 64),
  account TEXT NOT NULL REFERENCES account (id),
  member TEXT REFERENCES member (id),
  purpose TEXT NOT NULL CHECK (purpose IN ('set-up', 'demo', 'code', 'enrol')),
  created_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  used_at TEXT,
  secret_sealed @blob@                               -- enrol: the secret that waits to be confirmed
) @strict@;
CREATE INDEX sign_in_link_of_account ON sign_in_link (account);

-- How fast somebody may try. Keys are keyed hashes of login name and address: neither can be read here. Milliseconds
-- since 1970.
CREATE TABLE sign_in_throttle (
  key TEXT PRIMARY KEY CHECK (length(key) = 64),
  level_until @bigint@ NOT NULL,
  blocked_until @bigint@ NOT NULL,
  noted_until @bigint@ NOT NULL
) @strict@;
CREATE INDEX sign_in_throttle_over ON sign_in_throttle (level_until);
