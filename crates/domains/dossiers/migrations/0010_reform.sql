-- Open work of units that a reorganisation abolished: where it went, or that a person must choose.

CREATE TABLE dossier_move (
    plan_id    {uuid} NOT NULL,
    task_id    {uuid} NOT NULL,
    dossier_id {uuid} NOT NULL,
    home_id    {uuid} NOT NULL,
    from_queue {uuid} NOT NULL,
    to_queue   {uuid},
    state      {text} NOT NULL CHECK (state IN ('moved', 'asked', 'kept')),
    at         {i64}  NOT NULL,
    moved_by   {uuid} NOT NULL,
    PRIMARY KEY (plan_id, task_id)
) {clustered};
CREATE INDEX dossier_move_state ON dossier_move (plan_id, state);
