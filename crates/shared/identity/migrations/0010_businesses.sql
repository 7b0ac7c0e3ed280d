-- Accounts of businesses, with the people who represent them, and the language in which an account is written to.

-- @sqlite
CREATE TABLE account_of_all (
    account_id    {uuid} NOT NULL PRIMARY KEY,
    kind          {text} NOT NULL CHECK (kind IN ('citizen', 'officer', 'business')),
    login_fold    {text} NOT NULL,
    display_name  {text} NOT NULL,
    password_hash {text} NOT NULL,
    state         {text} NOT NULL CHECK (state IN ('active', 'locked', 'closed')),
    subject_id    {uuid},
    made_at       {i64}  NOT NULL,
    version       {i64}  NOT NULL,
    language      {text} CHECK (language IN ('vi', 'en'))
) {strict};
INSERT INTO account_of_all
SELECT account_id, kind, login_fold, display_name, password_hash, state, subject_id, made_at, version, NULL
FROM account;
DROP TABLE account;
ALTER TABLE account_of_all RENAME TO account;
CREATE UNIQUE INDEX account_login ON account (login_fold);
-- @end
-- @postgres
ALTER TABLE account DROP CONSTRAINT account_kind_check;
ALTER TABLE account ADD CONSTRAINT account_kind_check CHECK (kind IN ('citizen', 'officer', 'business'));
ALTER TABLE account ADD COLUMN language {text} CHECK (language IN ('vi', 'en'));
-- @end

-- Who was asked to represent a business, who does, and who did. `login_fold` is that of the person, who may have no
-- account yet. `sealed` has name and identity number under the key of the business. It holds from `valid_from` on,
-- when the person said yes.
CREATE TABLE representative (
    representative_id {uuid}  NOT NULL PRIMARY KEY,
    business_id       {uuid}  NOT NULL,
    login_fold        {text}  NOT NULL,
    account_id        {uuid},
    sealed            {bytes} NOT NULL,
    made_at           {i64}   NOT NULL,
    valid_from        {i64},
    ended_at          {i64},
    ended_by          {uuid}
) {strict};
CREATE INDEX representative_business ON representative (business_id, made_at);
CREATE INDEX representative_login ON representative (login_fold, made_at);
