-- Money that nobody asked for waits to be given back as a payment of its own; what came over the gateway and went back
-- stands on both lists of the day; a day is compared again when it has to be.

-- Why money is owed back, the payment beside which it came, and when the domain that asked for it was told.
ALTER TABLE payment ADD COLUMN excess {text} CHECK (excess IN ('again', 'late', 'over'));
ALTER TABLE payment ADD COLUMN excess_of {uuid};
ALTER TABLE payment ADD COLUMN noted_at {i64};
-- How much of what was asked for stands in a payment of its own: with the amount it is what the gateway was told.
ALTER TABLE payment ADD COLUMN split_off {i64} NOT NULL DEFAULT 0 CHECK (split_off >= 0);
ALTER TABLE payment ADD COLUMN refunded_at {i64};
CREATE INDEX payment_refunded ON payment (refunded_at) WHERE refunded_at IS NOT NULL;
CREATE INDEX payment_unmatched ON payment (paid_at) WHERE reconciled_at IS NULL AND gateway_txn IS NOT NULL;

ALTER TABLE reconciliation ADD COLUMN our_refunds {i64} NOT NULL DEFAULT 0;
ALTER TABLE reconciliation ADD COLUMN our_refunded {i64} NOT NULL DEFAULT 0;
ALTER TABLE reconciliation ADD COLUMN their_refunds {i64} NOT NULL DEFAULT 0;
ALTER TABLE reconciliation ADD COLUMN their_refunded {i64} NOT NULL DEFAULT 0;

CREATE TABLE sandbox_refund (
    payment_id {uuid} NOT NULL PRIMARY KEY,
    txn        {text} NOT NULL,
    amount     {i64}  NOT NULL CHECK (amount > 0),
    at         {i64}  NOT NULL
) {strict};
CREATE INDEX sandbox_refund_day ON sandbox_refund (at);
CREATE INDEX sandbox_refund_txn ON sandbox_refund (txn);
