-- Providers of identities (OpenID Connect): whom of theirs we know as which account, sign-ins that are on their way, and
-- the notices of ended sessions that were taken. What providers call a person or a session is kept by keyed hashes.

CREATE TABLE provider_link (
    provider     {text}  NOT NULL,
    subject_hash {bytes} NOT NULL,
    account_id   {uuid}  NOT NULL,
    made_at      {i64}   NOT NULL,
    used_at      {i64}   NOT NULL,
    PRIMARY KEY (provider, subject_hash)
) {clustered};
CREATE UNIQUE INDEX provider_link_account ON provider_link (account_id, provider);

-- The row is found by the state and the browser together. Where the person wants to go is sealed.
CREATE TABLE provider_flow (
    state_hash {bytes} NOT NULL PRIMARY KEY,
    provider   {text}  NOT NULL,
    purpose    {text}  NOT NULL CHECK (purpose IN ('sign-in', 'apart', 'raise', 'link')),
    account_id {uuid},
    wrapped    {bytes} NOT NULL,
    sealed     {bytes} NOT NULL,
    ends_at    {i64}   NOT NULL
) {strict};
CREATE INDEX provider_flow_end ON provider_flow (ends_at);

CREATE TABLE provider_jti (
    provider {text}  NOT NULL,
    jti_hash {bytes} NOT NULL,
    ends_at  {i64}   NOT NULL,
    PRIMARY KEY (provider, jti_hash)
) {clustered};
CREATE INDEX provider_jti_end ON provider_jti (ends_at);
