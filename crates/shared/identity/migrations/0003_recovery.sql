-- The way back into an account, given at the counter to the person who shows papers: a code on a slip of paper, good once,
-- kept by its keyed hash. Who gave it for which papers stands in the audit.

CREATE TABLE recovery_slip (
    code_hash    {bytes} NOT NULL PRIMARY KEY,
    account_id   {uuid}  NOT NULL,
    drops_factor {i64}   NOT NULL CHECK (drops_factor IN (0, 1)),
    ends_at      {i64}   NOT NULL
) {strict};
CREATE INDEX recovery_slip_account ON recovery_slip (account_id);
CREATE INDEX recovery_slip_end ON recovery_slip (ends_at);
