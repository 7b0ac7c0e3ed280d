-- Dossiers and everything that belongs to them. Personal values stand in dossier_person, dossier_file and sealed columns
-- only; all other columns hold ids, codes, states and instants. home_id only places rows.

CREATE TABLE dossier (
    home_id              {uuid} NOT NULL,
    dossier_id           {uuid} NOT NULL,
    version              {i64}  NOT NULL,
    reference            {text} NOT NULL,
    code                 {text},
    procedure_version_id {uuid} NOT NULL,
    procedure_code       {text} NOT NULL,
    account_id           {uuid},
    subject_id           {uuid} NOT NULL,
    behalf               {text} NOT NULL CHECK (behalf IN ('self', 'child', 'other', 'organisation')),
    channel              {text} NOT NULL CHECK (channel IN ('online', 'counter', 'post')),
    receiving_id         {uuid} NOT NULL,
    competent_id         {uuid} NOT NULL,
    continuing_id        {uuid},
    state                {i64}  NOT NULL CHECK (state >= 1 AND state <= 10),
    state_before         {i64},
    step                 {text} NOT NULL,
    payment_state        {text} NOT NULL CHECK (payment_state IN ('none', 'due', 'paid', 'refunded')),
    delivery_way         {text} NOT NULL CHECK (delivery_way IN ('electronic', 'counter', 'post')),
    delivery_state       {text} NOT NULL CHECK (delivery_state IN ('none', 'ready', 'delivered')),
    offered_online       {i64}  NOT NULL,
    submitted_at         {i64}  NOT NULL,
    received_at          {i64},
    received_day         {i64},
    answer_due_at        {i64}  NOT NULL,
    answered_at          {i64},
    limit_unit           {text} NOT NULL,
    clock_end            {i64}  NOT NULL,
    due_at               {i64},
    paused_at            {i64},
    promised_at          {i64},
    supplements          {i64}  NOT NULL,
    reappointed          {i64}  NOT NULL,
    finished_at          {i64},
    finished_day         {i64},
    on_time              {i64},
    closed_at            {i64},
    rating               {i64},
    rated_day            {i64},
    PRIMARY KEY (home_id, dossier_id)
) {clustered};
CREATE INDEX dossier_by_id ON dossier (dossier_id);
CREATE INDEX dossier_by_code ON dossier (code);
CREATE INDEX dossier_by_reference ON dossier (reference);
CREATE INDEX dossier_by_account ON dossier (account_id, submitted_at);
CREATE INDEX dossier_received ON dossier (competent_id, received_day);
CREATE INDEX dossier_finished ON dossier (competent_id, finished_day);

-- The person and the answers, sealed under the subject's key.
CREATE TABLE dossier_person (
    dossier_id {uuid}  NOT NULL PRIMARY KEY,
    subject_id {uuid}  NOT NULL,
    name       {bytes} NOT NULL,
    person     {bytes} NOT NULL,
    answers    {bytes} NOT NULL
) {clustered};

-- Keyed hashes by which officers find a dossier: identity number, telephone, folded words of the name.
CREATE TABLE dossier_lookup (
    hash       {bytes} NOT NULL,
    dossier_id {uuid}  NOT NULL,
    PRIMARY KEY (hash, dossier_id)
) {clustered};

CREATE TABLE draft (
    draft_id             {uuid}  NOT NULL PRIMARY KEY,
    version              {i64}   NOT NULL,
    account_id           {uuid}  NOT NULL,
    subject_id           {uuid}  NOT NULL,
    procedure_version_id {uuid}  NOT NULL,
    procedure_code       {text}  NOT NULL,
    area_id              {uuid},
    behalf               {text}  NOT NULL,
    delivery_way         {text}  NOT NULL,
    person               {bytes} NOT NULL,
    answers              {bytes} NOT NULL,
    reached              {text}  NOT NULL,
    made_at              {i64}   NOT NULL,
    updated_at           {i64}   NOT NULL
) {clustered};
CREATE INDEX draft_by_account ON draft (account_id, updated_at);

-- Files of a draft or dossier (they share the id). Removed ones stay listed until the sweep.
CREATE TABLE dossier_file (
    dossier_id {uuid}  NOT NULL,
    file_id    {uuid}  NOT NULL,
    subject_id {uuid}  NOT NULL,
    paper      {text}  NOT NULL,
    round      {i64}   NOT NULL,
    source     {text}  NOT NULL CHECK (source IN ('upload', 'scan', 'opinion', 'result')),
    name       {bytes} NOT NULL,
    blob       {text}  NOT NULL,
    blob_key   {bytes} NOT NULL,
    bytes      {i64}   NOT NULL,
    kind       {text}  NOT NULL,
    added_by   {uuid}  NOT NULL,
    added_at   {i64}   NOT NULL,
    removed_at {i64},
    PRIMARY KEY (dossier_id, file_id)
) {clustered};

-- Open and closed work. sort_at is the due instant, moved to the far end while the clock stands.
CREATE TABLE task (
    home_id     {uuid} NOT NULL,
    task_id     {uuid} NOT NULL,
    dossier_id  {uuid} NOT NULL,
    kind        {text} NOT NULL CHECK (kind IN ('step', 'opinion')),
    step        {text} NOT NULL,
    queue_id    {uuid} NOT NULL,
    assignee_id {uuid},
    state       {i64}  NOT NULL,
    opened_at   {i64}  NOT NULL,
    due_at      {i64}  NOT NULL,
    limit_unit  {text} NOT NULL,
    clock_end   {i64}  NOT NULL,
    soon_at     {i64}  NOT NULL,
    sort_at     {i64}  NOT NULL,
    closed_at   {i64},
    PRIMARY KEY (home_id, task_id)
) {clustered};
CREATE INDEX task_of_dossier ON task (dossier_id, opened_at);
CREATE INDEX task_due ON task (queue_id, sort_at, task_id) WHERE closed_at IS NULL;
CREATE INDEX task_soon ON task (queue_id, soon_at) WHERE closed_at IS NULL;
CREATE INDEX task_assignee ON task (assignee_id, sort_at, task_id) WHERE closed_at IS NULL;

CREATE TABLE opinion (
    dossier_id  {uuid}  NOT NULL,
    task_id     {uuid}  NOT NULL,
    code        {text}  NOT NULL,
    unit_id     {uuid}  NOT NULL,
    required    {i64}   NOT NULL,
    asked_by    {uuid}  NOT NULL,
    asked_at    {i64}   NOT NULL,
    question    {bytes} NOT NULL,
    due_at      {i64}   NOT NULL,
    answered_at {i64},
    answered_by {uuid},
    verdict     {text},
    answer      {bytes},
    PRIMARY KEY (dossier_id, task_id)
) {clustered};

-- What happened, step by step. The note is sealed: reasons may speak of persons.
CREATE TABLE dossier_history (
    dossier_id {uuid}  NOT NULL,
    no         {i64}   NOT NULL,
    at         {i64}   NOT NULL,
    act        {text}  NOT NULL,
    actor_id   {uuid}  NOT NULL,
    unit_id    {uuid},
    from_state {i64}   NOT NULL,
    to_state   {i64}   NOT NULL,
    step       {text}  NOT NULL,
    due_at     {i64},
    note       {bytes},
    PRIMARY KEY (dossier_id, no)
) {clustered};

CREATE TABLE dossier_result (
    dossier_id {uuid} NOT NULL,
    no         {i64}  NOT NULL,
    code       {text} NOT NULL,
    file_id    {uuid} NOT NULL,
    made_at    {i64}  NOT NULL,
    state      {text} NOT NULL CHECK (state IN ('valid', 'void')),
    PRIMARY KEY (dossier_id, no)
) {clustered};

CREATE TABLE dossier_rating (
    dossier_id {uuid}  NOT NULL PRIMARY KEY,
    score      {i64}   NOT NULL CHECK (score >= 1 AND score <= 5),
    comment    {bytes} NOT NULL,
    rated_at   {i64}   NOT NULL
) {clustered};

-- A projection of the events: what the holder of an account is told.
CREATE TABLE notice (
    account_id {uuid} NOT NULL,
    at         {i64}  NOT NULL,
    notice_id  {uuid} NOT NULL,
    dossier_id {uuid} NOT NULL,
    kind       {text} NOT NULL,
    read_at    {i64},
    PRIMARY KEY (account_id, at, notice_id)
) {clustered};
