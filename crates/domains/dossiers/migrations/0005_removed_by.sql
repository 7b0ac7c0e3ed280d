-- Who took a file away, for the history of the dossier.

ALTER TABLE dossier_file ADD COLUMN removed_by {uuid};
