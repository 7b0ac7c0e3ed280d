-- Passkeys (WebAuthn): public keys of authenticators. `public_key` is the COSE key as it came; `name` is what the holder
-- calls it, under the key of the account.

CREATE TABLE passkey (
    credential_id   {bytes} NOT NULL PRIMARY KEY,
    passkey_id      {uuid}  NOT NULL,
    account_id      {uuid}  NOT NULL,
    public_key      {bytes} NOT NULL,
    counter         {i64}   NOT NULL,
    name            {bytes} NOT NULL,
    backup_eligible {i64}   NOT NULL CHECK (backup_eligible IN (0, 1)),
    backed_up       {i64}   NOT NULL CHECK (backed_up IN (0, 1)),
    made_at         {i64}   NOT NULL,
    used_at         {i64}   NOT NULL
) {strict};
CREATE UNIQUE INDEX passkey_by_id ON passkey (passkey_id);
CREATE INDEX passkey_account ON passkey (account_id, made_at);

-- A challenge follows from the ticket that its page carries, so that a page that is only looked at writes nothing. A
-- ticket that was answered stands here until it would have ended: it is good once.
CREATE TABLE passkey_ticket (
    ticket_hash {bytes} NOT NULL PRIMARY KEY,
    ends_at     {i64}   NOT NULL
) {clustered};
CREATE INDEX passkey_ticket_end ON passkey_ticket (ends_at);
