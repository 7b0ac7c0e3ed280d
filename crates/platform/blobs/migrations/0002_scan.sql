-- What the virus scanner said of an upload. An upload without a row was not scanned.

CREATE TABLE blob_scan (
    name  {text} NOT NULL PRIMARY KEY,
    state {text} NOT NULL CHECK (state IN ('clean', 'infected')),
    found {text} NOT NULL,
    at    {i64}  NOT NULL
) {strict};
