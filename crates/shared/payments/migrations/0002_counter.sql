-- How a payment was made, and the receipt of money that an officer took at a counter: a receipt counts once in an agency.

ALTER TABLE payment ADD COLUMN method {text} CHECK (method IN ('gateway', 'cash', 'card'));
ALTER TABLE payment ADD COLUMN receipt {text};
UPDATE payment SET method = 'gateway' WHERE paid_at IS NOT NULL;
CREATE UNIQUE INDEX payment_receipt ON payment (home_id, receipt);
