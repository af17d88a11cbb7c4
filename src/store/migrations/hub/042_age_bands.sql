-- SPDX-License-Identifier: Apache-2.0
-- The ages that who was hurt may have had, in whole bands; null where the supplier does not tell. Nothing finer is kept beside a report.
ALTER TABLE event ADD COLUMN age_band TEXT;
