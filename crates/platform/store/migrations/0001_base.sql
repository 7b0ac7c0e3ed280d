-- What every domain stands on: the audit chain, events, jobs, books of numbers, figures, keys of subjects.

CREATE TABLE chain (
    chain_id    {uuid} NOT NULL PRIMARY KEY,
    node        {text} NOT NULL,
    started_at  {i64}  NOT NULL
) {strict};

CREATE TABLE audit (
    chain_id    {uuid}  NOT NULL,
    seq         {i64}   NOT NULL,
    home_id     {uuid}  NOT NULL,
    at          {i64}   NOT NULL,
    actor_id    {uuid}  NOT NULL,
    unit_id     {uuid},
    action      {text}  NOT NULL,
    entity      {text}  NOT NULL,
    entity_id   {uuid}  NOT NULL,
    command_id  {uuid}  NOT NULL,
    payload     {text}  NOT NULL,
    events_hash {bytes},
    hash        {bytes} NOT NULL,
    PRIMARY KEY (chain_id, seq)
) {clustered};
CREATE INDEX audit_entity ON audit (entity_id, at);

CREATE TABLE audit_seal (
    no          {i64}   NOT NULL PRIMARY KEY,
    prev        {bytes} NOT NULL,
    heads       {text}  NOT NULL,
    rows        {i64}   NOT NULL,
    at          {i64}   NOT NULL,
    hash        {bytes} NOT NULL
) {strict};

CREATE TABLE event (
    chain_id       {uuid} NOT NULL,
    seq            {i64}  NOT NULL,
    ord            {i64}  NOT NULL,
    home_id        {uuid} NOT NULL,
    at             {i64}  NOT NULL,
    kind           {text} NOT NULL,
    entity_id      {uuid} NOT NULL,
    entity_version {i64}  NOT NULL,
    payload        {text} NOT NULL,
    PRIMARY KEY (chain_id, seq, ord)
) {clustered};

CREATE TABLE consumer_cursor (
    consumer {text} NOT NULL,
    chain_id {uuid} NOT NULL,
    seq      {i64}  NOT NULL,
    PRIMARY KEY (consumer, chain_id)
) {clustered};

CREATE TABLE consumer_version (
    consumer  {text} NOT NULL,
    entity_id {uuid} NOT NULL,
    version   {i64}  NOT NULL,
    PRIMARY KEY (consumer, entity_id)
) {clustered};

CREATE TABLE job (
    job_id      {uuid} NOT NULL PRIMARY KEY,
    kind        {text} NOT NULL,
    job_key     {text} NOT NULL,
    payload     {text} NOT NULL,
    created_at  {i64}  NOT NULL,
    run_at      {i64}  NOT NULL,
    lease_until {i64}  NOT NULL DEFAULT 0,
    attempts    {i64}  NOT NULL DEFAULT 0,
    state       {text} NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'failed')),
    last_error  {text} NOT NULL DEFAULT ''
) {strict};
CREATE UNIQUE INDEX job_once ON job (kind, job_key);
CREATE INDEX job_due ON job (run_at) WHERE state = 'waiting';

CREATE TABLE book (
    home_id {uuid} NOT NULL,
    book    {text} NOT NULL,
    n       {i64}  NOT NULL,
    PRIMARY KEY (home_id, book)
) {clustered};

CREATE TABLE figure_delta (
    chain_id {uuid} NOT NULL,
    seq      {i64}  NOT NULL,
    ord      {i64}  NOT NULL,
    figure   {text} NOT NULL,
    unit_id  {uuid} NOT NULL,
    slice    {text} NOT NULL,
    day      {i64}  NOT NULL,
    num      {i64}  NOT NULL,
    den      {i64}  NOT NULL,
    PRIMARY KEY (chain_id, seq, ord)
) {clustered};

CREATE TABLE figure_day (
    figure  {text} NOT NULL,
    unit_id {uuid} NOT NULL,
    slice   {text} NOT NULL,
    day     {i64}  NOT NULL,
    num     {i64}  NOT NULL,
    den     {i64}  NOT NULL,
    PRIMARY KEY (figure, unit_id, slice, day)
) {clustered};

CREATE TABLE subject_key (
    subject_id {uuid}  NOT NULL PRIMARY KEY,
    wrapped    {bytes} NOT NULL,
    made_at    {i64}   NOT NULL
) {clustered};
