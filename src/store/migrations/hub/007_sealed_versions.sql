-- SPDX-License-Identifier: Apache-2.0
-- Which version of the agency's key wraps the keys of quarantined cells and file names.
ALTER TABLE quarantine ADD COLUMN key_version INTEGER;
ALTER TABLE submission ADD COLUMN key_version INTEGER;
