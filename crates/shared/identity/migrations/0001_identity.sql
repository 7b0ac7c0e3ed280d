-- Accounts of citizens and officers, the people behind them, and what officers may do where and since when.
-- The account of a citizen has the id of its subject, so that
-- a look at one's own data can be told from other looks.

CREATE TABLE account (
    account_id    {uuid} NOT NULL PRIMARY KEY,
    kind          {text} NOT NULL CHECK (kind IN ('citizen', 'officer')),
    login_fold    {text} NOT NULL,
    display_name  {text} NOT NULL,
    password_hash {text} NOT NULL,
    state         {text} NOT NULL CHECK (state IN ('active', 'locked', 'closed')),
    subject_id    {uuid},
    made_at       {i64}  NOT NULL,
    version       {i64}  NOT NULL
) {strict};
CREATE UNIQUE INDEX account_login ON account (login_fold);

-- Personal values are only in `profile`, sealed under the key of the subject. `proven` says that the house, not the
-- person alone, wrote the identity number down.
CREATE TABLE person (
    subject_id    {uuid}  NOT NULL PRIMARY KEY,
    identity_hash {bytes},
    phone_hash    {bytes},
    profile       {bytes} NOT NULL,
    proven        {i64}   NOT NULL CHECK (proven IN (0, 1)),
    made_at       {i64}   NOT NULL,
    version       {i64}   NOT NULL
) {clustered};
CREATE INDEX person_identity ON person (identity_hash);
CREATE INDEX person_phone ON person (phone_hash);

CREATE TABLE assignment (
    assignment_id {uuid} NOT NULL PRIMARY KEY,
    account_id    {uuid} NOT NULL,
    unit_id       {uuid} NOT NULL,
    role          {text} NOT NULL,
    position      {text} NOT NULL,
    reach         {text} NOT NULL CHECK (reach IN ('unit', 'below')),
    valid_from    {i64}  NOT NULL,
    valid_to      {i64}
) {strict};
CREATE INDEX assignment_account ON assignment (account_id, valid_from);
CREATE INDEX assignment_unit ON assignment (unit_id, role, valid_from);

CREATE TABLE registration_quota (
    address_hash {bytes} NOT NULL,
    day          {i64}   NOT NULL,
    n            {i64}   NOT NULL,
    PRIMARY KEY (address_hash, day)
) {clustered};
