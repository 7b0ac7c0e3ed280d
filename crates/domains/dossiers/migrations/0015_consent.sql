-- To what somebody agreed and in the words of which version (fact 2.19); at most one stands for a purpose.
CREATE TABLE consent (
    subject_id   {uuid} NOT NULL,
    purpose      {text} NOT NULL,
    given_at     {i64}  NOT NULL,
    words        {i64}  NOT NULL,
    withdrawn_at {i64},
    PRIMARY KEY (subject_id, purpose, given_at)
) {clustered};
CREATE UNIQUE INDEX consent_stands ON consent (subject_id, purpose) WHERE withdrawn_at IS NULL;

-- The answers of somebody's newest form of a procedure, sealed; only while a consent stands.
CREATE TABLE kept_answers (
    subject_id     {uuid}  NOT NULL,
    procedure_code {text}  NOT NULL,
    sealed         {bytes} NOT NULL,
    kept_at        {i64}   NOT NULL,
    PRIMARY KEY (subject_id, procedure_code)
) {strict};
