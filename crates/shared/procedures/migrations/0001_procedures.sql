-- Versions of procedures: one row is everything a running dossier needs (form, process, papers, fees, limits).

CREATE TABLE procedure_version (
    version_id {uuid} NOT NULL PRIMARY KEY,
    code       {text} NOT NULL,
    valid_from {i64}  NOT NULL,
    valid_to   {i64},
    sha256     {text} NOT NULL,
    data       {text} NOT NULL
) {strict};
CREATE INDEX procedure_version_code ON procedure_version (code, valid_from);
CREATE UNIQUE INDEX procedure_version_open ON procedure_version (code) WHERE valid_to IS NULL;

-- Rows of the last import that could not be used, with the message that says why (fact 9.05).
CREATE TABLE procedure_quarantine (
    line   {i64}  NOT NULL PRIMARY KEY,
    code   {text} NOT NULL,
    reason {text} NOT NULL,
    found  {text} NOT NULL,
    at     {i64}  NOT NULL
) {strict};
