-- What was handed in, as it was counted or uploaded when the dossier was accepted: form 01 lists it and never changes.
-- The name of a paper that the procedure does not name is typed, so it is sealed.
CREATE TABLE dossier_paper (
    dossier_id {uuid}  NOT NULL,
    no         {i64}   NOT NULL,
    paper      {text}  NOT NULL,
    name       {bytes},
    originals  {i64}   NOT NULL,
    copies     {i64}   NOT NULL,
    files      {i64}   NOT NULL,
    PRIMARY KEY (dossier_id, no)
) {clustered};

-- For which unit somebody added a file: a digitised paper says who converted it (fact 2.33).
ALTER TABLE dossier_file ADD COLUMN unit_id {uuid};
