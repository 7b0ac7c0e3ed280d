-- What is new to an account, and of a dossier: counted on pages of a citizen, however long their story is.
CREATE INDEX notice_unread ON notice (account_id, dossier_id) WHERE read_at IS NULL;
CREATE INDEX notice_unread_of_dossier ON notice (dossier_id) WHERE read_at IS NULL;
