-- Time stamps (RFC 3161) over the hashes of seals.

CREATE TABLE seal_stamp (
    no    {i64}   NOT NULL PRIMARY KEY,
    nonce {bytes} NOT NULL,
    token {bytes} NOT NULL,
    at    {i64}   NOT NULL
) {strict};
