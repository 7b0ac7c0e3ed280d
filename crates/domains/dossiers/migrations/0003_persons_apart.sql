-- A clustered table of SQLite keeps whole rows in the inner nodes of its tree too. Those of persons are so long that the
-- tree of a million dossiers was ten nodes deep; as an ordinary table it is three, beside a small index.
-- @sqlite
CREATE TABLE dossier_person_by_row (
    dossier_id {uuid}  NOT NULL PRIMARY KEY,
    subject_id {uuid}  NOT NULL,
    name       {bytes} NOT NULL,
    person     {bytes} NOT NULL,
    answers    {bytes} NOT NULL
) {strict};
INSERT INTO dossier_person_by_row SELECT dossier_id, subject_id, name, person, answers FROM dossier_person;
DROP TABLE dossier_person;
ALTER TABLE dossier_person_by_row RENAME TO dossier_person;
-- @end
