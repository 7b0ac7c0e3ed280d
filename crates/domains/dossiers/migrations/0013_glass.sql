-- An officer without the right opened one dossier to read it, for a reason and some hours. `ends_at` is of the wall clock.
CREATE TABLE break_glass (
    glass_id    {uuid}  NOT NULL PRIMARY KEY,
    account_id  {uuid}  NOT NULL,
    officer_unit {uuid},
    dossier_id  {uuid}  NOT NULL,
    unit_id     {uuid}  NOT NULL,
    reason      {bytes} NOT NULL,
    made_at     {i64}   NOT NULL,
    hours       {i64}   NOT NULL,
    ends_at     {i64}   NOT NULL,
    reviewed_by {uuid},
    reviewed_at {i64}
) {strict};
CREATE INDEX break_glass_account ON break_glass (account_id, dossier_id, ends_at);
CREATE INDEX break_glass_made ON break_glass (made_at, glass_id);
CREATE INDEX break_glass_waiting ON break_glass (made_at, glass_id) WHERE reviewed_at IS NULL;
