-- Where a file was taken from that the province held already, so that it was not asked for again (fact 2.29): the dossier
-- and its file, the code of the result or of that dossier, the unit that issued or received it, and when.

ALTER TABLE dossier_file ADD COLUMN from_dossier {uuid};
ALTER TABLE dossier_file ADD COLUMN from_file {uuid};
ALTER TABLE dossier_file ADD COLUMN from_code {text};
ALTER TABLE dossier_file ADD COLUMN from_unit {uuid};
ALTER TABLE dossier_file ADD COLUMN from_at {i64};
