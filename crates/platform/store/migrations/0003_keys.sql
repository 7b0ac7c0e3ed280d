-- The keys of a database under the key that wraps them. The table is empty until the master key is changed for the first
-- time: before that, all of them follow from it. The keys of subjects say under which key they are wrapped.

CREATE TABLE key_ring (
    kek     {text}  NOT NULL PRIMARY KEY,
    sealed  {bytes} NOT NULL,
    made_at {i64}   NOT NULL
) {strict};

ALTER TABLE subject_key ADD COLUMN key_no {i64} NOT NULL DEFAULT 1;
