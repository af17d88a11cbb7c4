-- SPDX-License-Identifier: Apache-2.0
-- What a released file is served as follows from its name, which its entry vouches for.
ALTER TABLE release_file DROP COLUMN media_type;
