-- What an officer had goes to another in one act: roles and delegations at once, open work by a job afterwards. The work
-- that went is listed by the domain that has it.
CREATE TABLE hand_over (
    hand_over_id {uuid} NOT NULL PRIMARY KEY,
    from_account {uuid} NOT NULL,
    to_account   {uuid} NOT NULL,
    basis        {text} NOT NULL,
    held         {i64}  NOT NULL,
    made_by      {uuid} NOT NULL,
    made_at      {i64}  NOT NULL,
    ended_at     {i64}
) {strict};
CREATE INDEX hand_over_from ON hand_over (from_account, made_at);
CREATE INDEX hand_over_to ON hand_over (to_account, made_at);

-- A role or delegation that ended, and the one that follows it; none where the receiver had the role already, or where
-- it goes no further.
CREATE TABLE hand_over_right (
    hand_over_id {uuid} NOT NULL,
    kind         {text} NOT NULL CHECK (kind IN ('role', 'delegation')),
    old_id       {uuid} NOT NULL,
    new_id       {uuid},
    PRIMARY KEY (hand_over_id, old_id)
) {clustered};
