-- Drafts end by their last change.

CREATE INDEX draft_by_change ON draft (updated_at);
