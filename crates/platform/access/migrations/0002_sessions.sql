-- A session says by which device and from which network it began, so that its owner knows it again and can end it.
-- Everybody signs in once more. Devices are known by keyed hashes, of each account apart.

DROP TABLE session;

CREATE TABLE session (
    secret_hash  {bytes} NOT NULL PRIMARY KEY,
    session_id   {uuid}  NOT NULL,
    account_id   {uuid}  NOT NULL,
    kind         {text}  NOT NULL CHECK (kind IN ('browser', 'token')),
    device       {text}  NOT NULL,
    network_hash {bytes},
    made_at      {i64}   NOT NULL,
    seen_at      {i64}   NOT NULL,
    ends_at      {i64}   NOT NULL
) {strict};
CREATE UNIQUE INDEX session_by_id ON session (session_id);
CREATE INDEX session_account ON session (account_id);
CREATE INDEX session_end ON session (ends_at);

CREATE TABLE known_device (
    account_id  {uuid}  NOT NULL,
    device_hash {bytes} NOT NULL,
    device      {text}  NOT NULL,
    first_at    {i64}   NOT NULL,
    last_at     {i64}   NOT NULL,
    is_new      {i64}   NOT NULL CHECK (is_new IN (0, 1)),
    PRIMARY KEY (account_id, device_hash)
) {clustered};
CREATE INDEX known_device_last ON known_device (last_at);
