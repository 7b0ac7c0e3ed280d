-- Fees that are asked for, what the gateway said of them, and the daily comparison of both sides.

CREATE TABLE payment (
    payment_id    {uuid} NOT NULL PRIMARY KEY,
    home_id       {uuid} NOT NULL,
    dossier_id    {uuid} NOT NULL,
    account_id    {uuid},
    amount        {i64}  NOT NULL CHECK (amount > 0),
    purpose       {text} NOT NULL,
    state         {text} NOT NULL
        CHECK (state IN ('due', 'started', 'paid', 'failed', 'cancelled', 'refund_asked', 'refunded')),
    gateway_txn   {text},
    made_at       {i64}  NOT NULL,
    paid_at       {i64},
    reconciled_at {i64},
    version       {i64}  NOT NULL
) {strict};
CREATE UNIQUE INDEX payment_txn ON payment (gateway_txn);
CREATE INDEX payment_dossier ON payment (dossier_id, made_at);
CREATE INDEX payment_home ON payment (home_id, made_at, payment_id);
CREATE INDEX payment_all ON payment (made_at, payment_id);

CREATE TABLE gateway_notice (
    txn        {text} NOT NULL PRIMARY KEY,
    payment_id {uuid} NOT NULL,
    amount     {i64}  NOT NULL,
    outcome    {text} NOT NULL CHECK (outcome IN ('paid', 'failed', 'cancelled')),
    at         {i64}  NOT NULL,
    taken_at   {i64}  NOT NULL
) {strict};
CREATE INDEX gateway_notice_day ON gateway_notice (at) WHERE outcome = 'paid';

CREATE TABLE reconciliation (
    day         {i64}  NOT NULL PRIMARY KEY,
    our_count   {i64}  NOT NULL,
    our_sum     {i64}  NOT NULL,
    their_count {i64}  NOT NULL,
    their_sum   {i64}  NOT NULL,
    differences {text} NOT NULL,
    made_at     {i64}  NOT NULL
) {strict};

-- What the sandbox gateway remembers: in use a gateway keeps this on its own side.
CREATE TABLE sandbox_transaction (
    txn        {text} NOT NULL PRIMARY KEY,
    payment_id {uuid} NOT NULL,
    amount     {i64}  NOT NULL,
    outcome    {text} NOT NULL CHECK (outcome IN ('paid', 'cancelled')),
    at         {i64}  NOT NULL
) {strict};
CREATE UNIQUE INDEX sandbox_paid_once ON sandbox_transaction (payment_id) WHERE outcome = 'paid';
CREATE INDEX sandbox_day ON sandbox_transaction (at);
