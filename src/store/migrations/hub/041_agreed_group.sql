-- SPDX-License-Identifier: Apache-2.0
-- The entry of init in which the partnership file last had another smallest group than before: what two leads agreed to until then
-- counts no more, be it that the file was read or that somebody raised it.
ALTER TABLE partnership ADD COLUMN group_changed_index @bigint@;
-- What a released file is served as follows from its name, which its entry vouches for.
ALTER TABLE release_file DROP COLUMN media_type;
