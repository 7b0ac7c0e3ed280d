-- Looks outside the cases that an officer handles are marked, for whoever watches over personal data.

ALTER TABLE access_record ADD COLUMN outside {i64} NOT NULL DEFAULT 0;
CREATE INDEX access_outside ON access_record (quarter, actor_id) WHERE outside = 1;
