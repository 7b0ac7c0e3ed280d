-- Machines of agencies: each acts for one unit with named rights, by short tokens that it gets for its secret. Two
-- secrets may live side by side while one is replaced.

CREATE TABLE client (
    client_id {uuid} NOT NULL PRIMARY KEY,
    name      {text} NOT NULL,
    unit_id   {uuid} NOT NULL,
    scopes    {text} NOT NULL,
    state     {text} NOT NULL CHECK (state IN ('active', 'ended')),
    made_by   {uuid} NOT NULL,
    made_at   {i64}  NOT NULL
) {strict};

CREATE TABLE client_secret (
    secret_hash {bytes} NOT NULL PRIMARY KEY,
    client_id   {uuid}  NOT NULL,
    made_at     {i64}   NOT NULL,
    ends_at     {i64}
) {clustered};
CREATE INDEX client_secret_client ON client_secret (client_id);

CREATE TABLE client_token (
    token_hash {bytes} NOT NULL PRIMARY KEY,
    client_id  {uuid}  NOT NULL,
    scopes     {text}  NOT NULL,
    ends_at    {i64}   NOT NULL
) {clustered};
CREATE INDEX client_token_client ON client_token (client_id);
CREATE INDEX client_token_end ON client_token (ends_at);
