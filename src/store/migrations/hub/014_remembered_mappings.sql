-- SPDX-License-Identifier: Apache-2.0
-- How a person said a file is to be read, sealed: the next file of the feed with the same heading is read so without asking.
-- It is part of the submission, and goes with it when its time is over.
ALTER TABLE submission ADD COLUMN heading_mark TEXT;     -- keyed hash of the heading, and of the profile that it is read with
ALTER TABLE submission ADD COLUMN mapping_sealed @blob@;
