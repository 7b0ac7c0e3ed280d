-- What a desk has done, newest first. Work that is closed changes no more, so this index grows at its end only.
CREATE INDEX task_closed ON task (queue_id, closed_at, task_id) WHERE closed_at IS NOT NULL;
