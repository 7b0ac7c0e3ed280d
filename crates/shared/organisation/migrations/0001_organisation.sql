-- Units with dated attributes, who continues whom, and which unit serves which queue of open work.

CREATE TABLE unit (
    unit_id {uuid} NOT NULL PRIMARY KEY,
    kind    {text} NOT NULL CHECK (kind IN ('province', 'district', 'commune', 'department', 'division', 'one_stop', 'police', 'service_centre')),
    level   {text} NOT NULL CHECK (level IN ('province', 'district', 'commune')),
    code    {text} NOT NULL,
    made_at {i64}  NOT NULL
) {strict};
CREATE UNIQUE INDEX unit_code ON unit (code);

CREATE TABLE unit_version (
    unit_id     {uuid}  NOT NULL,
    valid_from  {i64}   NOT NULL,
    valid_to    {i64},
    parent_id   {uuid},
    name        {text}  NOT NULL,
    agency_name {text}  NOT NULL,
    identifier  {text}  NOT NULL,
    calendar    {text}  NOT NULL,
    functions   {text}  NOT NULL,
    fields      {text}  NOT NULL,
    procedures  {text}  NOT NULL,
    sort_key    {bytes} NOT NULL,
    PRIMARY KEY (unit_id, valid_from),
    CHECK (valid_to IS NULL OR valid_to > valid_from)
) {clustered};

CREATE TABLE unit_succession (
    from_unit {uuid} NOT NULL,
    to_unit   {uuid} NOT NULL,
    at        {i64}  NOT NULL,
    share     {text} NOT NULL CHECK (share IN ('whole', 'part')),
    basis     {text} NOT NULL,
    PRIMARY KEY (from_unit, to_unit, at)
) {clustered};

CREATE TABLE queue (
    queue_id {uuid} NOT NULL PRIMARY KEY,
    unit_id  {uuid} NOT NULL,
    role     {text} NOT NULL CHECK (role IN ('reception', 'handling', 'approval'))
) {strict};
CREATE UNIQUE INDEX queue_of_unit ON queue (unit_id, role);

CREATE TABLE queue_unit (
    queue_id   {uuid} NOT NULL,
    unit_id    {uuid} NOT NULL,
    valid_from {i64}  NOT NULL,
    valid_to   {i64},
    PRIMARY KEY (queue_id, valid_from),
    CHECK (valid_to IS NULL OR valid_to > valid_from)
) {clustered};
CREATE UNIQUE INDEX queue_served_once ON queue_unit (queue_id) WHERE valid_to IS NULL;

-- One row: grows with every change, so that each node notices when its directory is old.
CREATE TABLE unit_edition (
    id {i64} NOT NULL PRIMARY KEY CHECK (id = 1),
    n  {i64} NOT NULL
) {strict};
