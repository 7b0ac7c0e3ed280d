-- Second factors: the secret that an app shares, single-use recovery codes, and sign-ins that wait for their next step.

-- `sealed` is under the key of the account: a citizen's is that of the subject, an officer's is made with the secret.
-- A code is good once: `last_step` is the newest interval of which one was taken.
CREATE TABLE factor (
    account_id {uuid}  NOT NULL,
    kind       {text}  NOT NULL CHECK (kind IN ('totp')),
    sealed     {bytes} NOT NULL,
    last_step  {i64}   NOT NULL,
    made_at    {i64}   NOT NULL,
    used_at    {i64}   NOT NULL,
    PRIMARY KEY (account_id, kind)
) {clustered};

CREATE TABLE recovery_code (
    account_id {uuid}  NOT NULL,
    code_hash  {bytes} NOT NULL,
    PRIMARY KEY (account_id, code_hash)
) {clustered};

-- The password was right, and a code is waited for; kept by the hash of a secret that only the page knows.
CREATE TABLE sign_in_step (
    step_hash  {bytes} NOT NULL PRIMARY KEY,
    account_id {uuid}  NOT NULL,
    purpose    {text}  NOT NULL CHECK (purpose IN ('factor', 'enrol')),
    ends_at    {i64}   NOT NULL
) {strict};
CREATE INDEX sign_in_step_account ON sign_in_step (account_id);
CREATE INDEX sign_in_step_end ON sign_in_step (ends_at);
