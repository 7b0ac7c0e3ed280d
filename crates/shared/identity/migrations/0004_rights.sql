-- Officers are invited by a link of one use. Address and link stand in `sealed`, under the key of the account, until the
-- mail was sent; what opens the link is known by its hash.
CREATE TABLE invitation (
    invitation_id {uuid}  NOT NULL PRIMARY KEY,
    account_id    {uuid}  NOT NULL,
    secret_hash   {bytes} NOT NULL,
    sealed        {bytes},
    made_by       {uuid}  NOT NULL,
    made_at       {i64}   NOT NULL,
    ends_at       {i64}   NOT NULL,
    used_at       {i64}
) {strict};
CREATE UNIQUE INDEX invitation_secret ON invitation (secret_hash);
CREATE INDEX invitation_account ON invitation (account_id, made_at);

-- Named rights of one officer that another uses in a unit for a time. They hold while the giver has them.
CREATE TABLE delegation (
    delegation_id {uuid} NOT NULL PRIMARY KEY,
    from_account  {uuid} NOT NULL,
    to_account    {uuid} NOT NULL,
    unit_id       {uuid} NOT NULL,
    permissions   {text} NOT NULL,
    basis         {text} NOT NULL,
    valid_from    {i64}  NOT NULL,
    valid_to      {i64}  NOT NULL,
    ended_at      {i64},
    made_at       {i64}  NOT NULL
) {strict};
CREATE INDEX delegation_to ON delegation (to_account, valid_from);
CREATE INDEX delegation_from ON delegation (from_account, valid_from);
