-- SPDX-License-Identifier: Apache-2.0
-- When the words of a row reached their day: what is sealed in it is empty then, its key destroyed, its posts '' (of a glass's
-- second person '-'), its matter 64 zeros. Codes, agencies and days stay, so that reports go on counting.
ALTER TABLE sharing_request ADD COLUMN erased_on TEXT;
ALTER TABLE human_refusal ADD COLUMN erased_on TEXT;
ALTER TABLE appeal ADD COLUMN erased_on TEXT;
ALTER TABLE break_glass ADD COLUMN erased_on TEXT;
ALTER TABLE audit_sample ADD COLUMN erased_on TEXT;
ALTER TABLE data_use ADD COLUMN erased_on TEXT;
ALTER TABLE link_decision ADD COLUMN erased_on TEXT;
