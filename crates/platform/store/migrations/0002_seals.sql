-- Seals with a Merkle root and a signature; where each chain stood at the newest of them; which seal covers a row.

ALTER TABLE audit_seal ADD COLUMN kind {i64} NOT NULL DEFAULT 1;
ALTER TABLE audit_seal ADD COLUMN root {bytes};
ALTER TABLE audit_seal ADD COLUMN public_key {bytes};
ALTER TABLE audit_seal ADD COLUMN signature {bytes};

CREATE TABLE audit_head (
    chain_id {uuid}  NOT NULL PRIMARY KEY,
    seq      {i64}   NOT NULL,
    hash     {bytes} NOT NULL,
    moved_at {i64}   NOT NULL,
    rests    {i64}   NOT NULL DEFAULT 0
) {clustered};

CREATE TABLE audit_sealed (
    chain_id {uuid} NOT NULL,
    seq      {i64}  NOT NULL,
    since    {i64}  NOT NULL,
    no       {i64}  NOT NULL,
    PRIMARY KEY (chain_id, seq)
) {clustered};

CREATE INDEX audit_at ON audit (at);
