-- Dossiers that stand in no account are found by their subject, when somebody is to be erased; those of an account are
-- found by it, so filing online pays nothing for this.

CREATE INDEX dossier_counter_subject ON dossier (subject_id) WHERE account_id IS NULL;
