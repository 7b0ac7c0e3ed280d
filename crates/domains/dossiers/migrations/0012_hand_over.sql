-- Open work that went from one officer to another, or back to its desk (`taken` 0), by a hand-over of identity.
CREATE TABLE task_handed (
    hand_over_id {uuid} NOT NULL,
    task_id      {uuid} NOT NULL,
    dossier_id   {uuid} NOT NULL,
    home_id      {uuid} NOT NULL,
    taken        {i64}  NOT NULL CHECK (taken IN (0, 1)),
    at           {i64}  NOT NULL,
    PRIMARY KEY (hand_over_id, task_id)
) {clustered};
