-- An officer who is away for some days, and the deputy who uses named rights meanwhile, wherever the absent officer has
-- them. They hold while the absent one has them.
CREATE TABLE absence (
    absence_id  {uuid} NOT NULL PRIMARY KEY,
    account_id  {uuid} NOT NULL,
    deputy_id   {uuid} NOT NULL,
    permissions {text} NOT NULL,
    basis       {text} NOT NULL,
    valid_from  {i64}  NOT NULL,
    valid_to    {i64}  NOT NULL,
    ended_at    {i64},
    made_by     {uuid} NOT NULL,
    made_at     {i64}  NOT NULL
) {strict};
CREATE INDEX absence_account ON absence (account_id, valid_from);
CREATE INDEX absence_deputy ON absence (deputy_id, valid_from);
