-- Files in which the virus scanner found something: told to the applicant once, shown to officers with its name.
CREATE TABLE infected_file (
    file_id    {uuid} NOT NULL PRIMARY KEY,
    dossier_id {uuid} NOT NULL,
    found      {text} NOT NULL,
    at         {i64}  NOT NULL
) {clustered};
CREATE INDEX infected_file_dossier ON infected_file (dossier_id);
