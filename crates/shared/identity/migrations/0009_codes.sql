-- Contacts that were proven, codes that were sent, messages on their way, and the pause after a recovery.

-- A contact stands here once the code that was sent to it was typed. `sealed` is under the key of the account;
-- `value_hash` is keyed. `is_step` says that it carries codes of the second step.
CREATE TABLE contact (
    account_id {uuid}  NOT NULL,
    way        {text}  NOT NULL CHECK (way IN ('email', 'phone')),
    sealed     {bytes} NOT NULL,
    value_hash {bytes} NOT NULL,
    is_step    {i64}   NOT NULL CHECK (is_step IN (0, 1)),
    proven_at  {i64}   NOT NULL,
    PRIMARY KEY (account_id, way)
) {clustered};
CREATE INDEX contact_value ON contact (value_hash);

-- A code of six digits, as a keyed hash that holds for one account and one page only: `page_hash` is that of the secret
-- which the page carries. `sealed` is the contact that is to be proven. Somebody who has no account has a row too.
CREATE TABLE sent_code (
    page_hash  {bytes} NOT NULL PRIMARY KEY,
    account_id {uuid}  NOT NULL,
    purpose    {text}  NOT NULL CHECK (purpose IN ('contact', 'sign-in', 'password')),
    way        {text}  NOT NULL CHECK (way IN ('email', 'phone')),
    code_hash  {bytes} NOT NULL,
    sealed     {bytes},
    tries      {i64}   NOT NULL,
    ends_at    {i64}   NOT NULL
) {strict};
CREATE INDEX sent_code_account ON sent_code (account_id);
CREATE INDEX sent_code_end ON sent_code (ends_at);

-- Where a message goes and what it says, under the key of the account; it goes when the message has gone.
CREATE TABLE outgoing (
    message_id {uuid}  NOT NULL PRIMARY KEY,
    account_id {uuid}  NOT NULL,
    sealed     {bytes} NOT NULL,
    made_at    {i64}   NOT NULL
) {strict};
CREATE INDEX outgoing_time ON outgoing (made_at);

-- Until when factors and contacts stay as they are after a lost password was replaced.
CREATE TABLE recovery_pause (
    account_id {uuid} NOT NULL PRIMARY KEY,
    ends_at    {i64}  NOT NULL
) {strict};

-- What a sample run would have sent, for its operator; under the key of the account.
CREATE TABLE sandbox_message (
    message_id {uuid}  NOT NULL PRIMARY KEY,
    account_id {uuid}  NOT NULL,
    way        {text}  NOT NULL CHECK (way IN ('email', 'phone')),
    sealed     {bytes} NOT NULL,
    sent_at    {i64}   NOT NULL
) {strict};
CREATE INDEX sandbox_message_time ON sandbox_message (sent_at);
