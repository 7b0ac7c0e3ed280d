-- Months of the audit log that were put into files, and what stands in the place of each row that went with them.

CREATE TABLE audit_archive (
    month      {text}  NOT NULL PRIMARY KEY,
    rows       {i64}   NOT NULL,
    stubs      {bytes} NOT NULL,
    file_hash  {text}  NOT NULL,
    at         {i64}   NOT NULL,
    public_key {bytes} NOT NULL,
    signature  {bytes} NOT NULL
) {strict};

CREATE TABLE audit_stub (
    chain_id {uuid}  NOT NULL,
    seq      {i64}   NOT NULL,
    hash     {bytes} NOT NULL,
    month    {text}  NOT NULL,
    PRIMARY KEY (chain_id, seq)
) {clustered};
