-- How far making keyed hashes anew has come, a row a kind; empty while nobody does it.

CREATE TABLE hash_cursor (
    kind    {text} NOT NULL PRIMARY KEY,
    last_id {uuid} NOT NULL,
    done    {i64}  NOT NULL
) {strict};
