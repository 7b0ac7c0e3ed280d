-- Who asked to have their data erased, and what was decided. `outcome` counts what was erased and kept, by source. The
-- reason of a refusal is sealed under the key of the subject; the address to which the outcome is written is sealed under a
-- key of the request, which goes with it once the mail was sent.
CREATE TABLE erasure (
    erasure_id {uuid} NOT NULL PRIMARY KEY,
    subject_id {uuid} NOT NULL,
    asked_at   {i64}  NOT NULL,
    state      {text} NOT NULL CHECK (state IN ('asked', 'done', 'refused')),
    decided_by {uuid},
    decided_at {i64},
    outcome    {text} NOT NULL DEFAULT '',
    reason     {bytes},
    letter     {bytes}
) {strict};
CREATE INDEX erasure_state ON erasure (state, asked_at);
CREATE INDEX erasure_subject ON erasure (subject_id, asked_at);
CREATE UNIQUE INDEX erasure_asked ON erasure (subject_id) WHERE state = 'asked';
