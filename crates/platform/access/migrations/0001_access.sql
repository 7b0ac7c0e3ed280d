-- Sessions and tokens are kept by the hash of their secret; the record of who looked at whose data.

CREATE TABLE session (
    secret_hash {bytes} NOT NULL PRIMARY KEY,
    account_id  {uuid}  NOT NULL,
    kind        {text}  NOT NULL CHECK (kind IN ('browser', 'token')),
    made_at     {i64}   NOT NULL,
    seen_at     {i64}   NOT NULL,
    ends_at     {i64}   NOT NULL
) {strict};
CREATE INDEX session_account ON session (account_id);
CREATE INDEX session_end ON session (ends_at);

CREATE TABLE access_record (
    actor_id   {uuid} NOT NULL,
    subject_id {uuid} NOT NULL,
    object_id  {uuid} NOT NULL,
    purpose    {text} NOT NULL,
    quarter    {i64}  NOT NULL,
    at         {i64}  NOT NULL,
    PRIMARY KEY (subject_id, quarter, actor_id, object_id, purpose)
) {clustered};
CREATE INDEX access_by_actor ON access_record (actor_id, quarter);
