-- In whose name an act was done, when it was done under a delegation: the account of the giver.

ALTER TABLE dossier_history ADD COLUMN in_name_of {uuid};
