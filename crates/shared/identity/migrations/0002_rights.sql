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
