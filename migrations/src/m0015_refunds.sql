-- Money that is given back through the provider that collected it. The id is our key there.
CREATE TABLE refunds (
  tenant_id {uuid} NOT NULL,
  id {uuid} NOT NULL,
  version bigint NOT NULL,
  payment_id {uuid} NOT NULL,
  invoice_id {uuid} NOT NULL,
  customer_id {uuid} NOT NULL,
  status text NOT NULL,
  amount bigint NOT NULL,
  currency text NOT NULL,
  note text,
  reference text,
  failure_code text,
  failure_reason text,
  created_at {instant} NOT NULL,
  settled_at {instant},
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, payment_id) REFERENCES payments (tenant_id, id),
  FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id)
);
CREATE INDEX refunds_by_payment ON refunds (tenant_id, payment_id, created_at, id);

-- What was given back of a payment, or is about to be.
ALTER TABLE payments ADD COLUMN refunded_amount bigint NOT NULL DEFAULT 0;
