-- What the store of uploads holds: one row a blob, never its content, its key or its file name.

CREATE TABLE blob (
    name       {text} NOT NULL PRIMARY KEY,
    bytes      {i64}  NOT NULL,
    kind       {text} NOT NULL,
    made_at    {i64}  NOT NULL,
    referenced {i64}  NOT NULL DEFAULT 0 CHECK (referenced >= 0)
) {strict};
CREATE INDEX blob_orphan ON blob (made_at) WHERE referenced = 0;
