-- How a merchant reaches a payment provider or their own bank.
CREATE TABLE payment_gateways (
  tenant_id {uuid} NOT NULL REFERENCES tenants (id),
  gateway text NOT NULL,
  version bigint NOT NULL,
  enabled boolean NOT NULL,
  -- What is no secret.
  settings {json} NOT NULL,
  -- Sealed with the master key for this row.
  secrets {bytes},
  checked_at {instant},
  check_ok boolean,
  check_message text,
  created_at {instant} NOT NULL,
  updated_at {instant} NOT NULL,
  PRIMARY KEY (tenant_id, gateway)
);

-- How a provider names a customer.
CREATE TABLE gateway_debtors (
  tenant_id {uuid} NOT NULL,
  customer_id {uuid} NOT NULL,
  gateway text NOT NULL,
  reference text NOT NULL,
  PRIMARY KEY (tenant_id, customer_id, gateway),
  FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id)
);

-- Events of providers that were seen: each counts once.
CREATE TABLE gateway_events (
  tenant_id {uuid} NOT NULL REFERENCES tenants (id),
  gateway text NOT NULL,
  event_id text NOT NULL,
  received_at {instant} NOT NULL,
  PRIMARY KEY (tenant_id, gateway, event_id)
);
CREATE INDEX gateway_events_by_age ON gateway_events (received_at);

-- As the provider names what was begun and is not complete.
ALTER TABLE payment_methods ADD COLUMN setup text;
-- The same for the same card or account.
ALTER TABLE payment_methods ADD COLUMN fingerprint text;
-- What becomes of it once it is complete.
ALTER TABLE payment_methods ADD COLUMN purpose {json};
ALTER TABLE payment_methods ADD COLUMN refusal text;
ALTER TABLE payment_methods ADD COLUMN removed_at {instant};
ALTER TABLE payment_methods ADD COLUMN updated_at {instant};
CREATE INDEX payment_methods_by_setup ON payment_methods (tenant_id, setup) WHERE setup IS NOT NULL;
CREATE INDEX payment_methods_by_reference ON payment_methods (tenant_id, gateway, reference_id) WHERE reference_id IS NOT NULL;

ALTER TABLE customers ADD COLUMN method_for_new_subscriptions {uuid};

-- One of our words for why it failed.
ALTER TABLE payments ADD COLUMN failure_reason text;
-- It came in, and was taken back.
ALTER TABLE payments ADD COLUMN returned_at {instant};
CREATE INDEX payments_by_reference ON payments (tenant_id, gateway, reference) WHERE reference IS NOT NULL;
-- One attempt at a time, also while the bank's answer is days away.
CREATE UNIQUE INDEX payments_one_underway ON payments (tenant_id, invoice_id) WHERE status IN ('pending', 'underway');

-- The day on which collecting is tried again.
ALTER TABLE invoices ADD COLUMN next_attempt_on {date};
CREATE INDEX invoices_by_next_attempt ON invoices (tenant_id, next_attempt_on) WHERE next_attempt_on IS NOT NULL;
