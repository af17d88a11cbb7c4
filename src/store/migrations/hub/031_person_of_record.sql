-- SPDX-License-Identifier: Apache-2.0
-- Who a record tells of is asked record by record: when one comes, and when somebody looks one up.
CREATE INDEX person_in_event_of_record ON person_in_event (source_record);
