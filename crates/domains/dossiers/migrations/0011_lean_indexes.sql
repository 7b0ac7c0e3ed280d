-- Each index keeps only the rows that are looked for in it: a dossier without a code, a day of receipt or an end, and work
-- that is nobody's, are found by other means. An act changed these leaves for nothing (docs/performance.md, "Losses").
DROP INDEX dossier_by_code;
CREATE INDEX dossier_by_code ON dossier (code) WHERE code IS NOT NULL;
DROP INDEX dossier_received;
CREATE INDEX dossier_received ON dossier (competent_id, received_day) WHERE received_day IS NOT NULL;
DROP INDEX dossier_finished;
CREATE INDEX dossier_finished ON dossier (competent_id, finished_day) WHERE finished_day IS NOT NULL;
DROP INDEX task_assignee;
CREATE INDEX task_assignee ON task (assignee_id, sort_at, task_id) WHERE assignee_id IS NOT NULL AND closed_at IS NULL;
