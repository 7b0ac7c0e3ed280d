-- Of which things the file of a month holds rows, and how many: so that people who search know where to look on.

CREATE TABLE audit_archived_thing (
    entity_id {uuid} NOT NULL,
    month     {text} NOT NULL,
    n         {i64}  NOT NULL,
    PRIMARY KEY (entity_id, month)
) {clustered};
