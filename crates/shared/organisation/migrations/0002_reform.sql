-- Reorganisations: a plan is written ahead with its date, step by step. A new unit may use the code of one that ended.

DROP INDEX unit_code;

-- Codes that other lists give to a unit.
CREATE TABLE unit_alias (
    code    {text} NOT NULL,
    unit_id {uuid} NOT NULL,
    source  {text} NOT NULL,
    PRIMARY KEY (code, unit_id)
) {clustered};

CREATE TABLE reform (
    plan_id      {uuid} NOT NULL PRIMARY KEY,
    title        {text} NOT NULL,
    basis        {text} NOT NULL,
    effective_at {i64}  NOT NULL,
    state        {text} NOT NULL CHECK (state IN ('writing', 'written', 'undoing', 'undone')),
    plan_text    {text} NOT NULL,
    made_by      {uuid} NOT NULL,
    made_at      {i64}  NOT NULL,
    version      {i64}  NOT NULL
) {strict};
CREATE UNIQUE INDEX reform_on_a_day ON reform (effective_at) WHERE state <> 'undone';

-- The steps that were written; those of a plan that is taken back go again.
CREATE TABLE reform_step (
    plan_id {uuid} NOT NULL,
    no      {i64}  NOT NULL,
    done_at {i64}  NOT NULL,
    PRIMARY KEY (plan_id, no)
) {clustered};
