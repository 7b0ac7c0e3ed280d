-- Counters of the hours in which open work becomes late or due soon, for work that was open before they were kept.
INSERT INTO figure_day (figure, unit_id, slice, day, num, den)
SELECT 'dossiers.due', queue_id, 'late', sort_at / 3600000000, COUNT(*), COUNT(*)
FROM task WHERE closed_at IS NULL AND sort_at < 2305843009213693952
GROUP BY queue_id, sort_at / 3600000000;

INSERT INTO figure_day (figure, unit_id, slice, day, num, den)
SELECT 'dossiers.due', queue_id, 'soon', soon_at / 3600000000, COUNT(*), COUNT(*)
FROM task WHERE closed_at IS NULL AND sort_at < 2305843009213693952
GROUP BY queue_id, soon_at / 3600000000;
