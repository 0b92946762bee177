-- What billing needs: where it begins, how far it has come, what it issued, and who collects it.

ALTER TABLE tenants ADD COLUMN country_code text NOT NULL DEFAULT 'DE';

ALTER TABLE subscriptions ADD COLUMN billing_start {date};
-- First day that is to be billed next; null while nothing is (drafts, pauses, ended contracts).
ALTER TABLE subscriptions ADD COLUMN next_billing_on {date};
ALTER TABLE subscriptions ADD COLUMN paused_at {instant};
ALTER TABLE subscriptions ADD COLUMN paused_on {date};
ALTER TABLE subscriptions ADD COLUMN cancellation_comment text;
-- Whose words the reason and the comment are: the merchant's are not shown to the customer.
ALTER TABLE subscriptions ADD COLUMN reason_by_customer boolean NOT NULL DEFAULT false;
CREATE INDEX subscriptions_billing ON subscriptions (tenant_id, next_billing_on, id) WHERE next_billing_on IS NOT NULL;
CREATE INDEX subscriptions_by_address ON subscriptions (tenant_id, invoice_address_id) WHERE invoice_address_id IS NOT NULL;
CREATE INDEX subscriptions_by_method ON subscriptions (tenant_id, payment_method_id) WHERE payment_method_id IS NOT NULL;

-- True: the category is decided when it is billed, by where the customer is; tax_category is S then.
ALTER TABLE subscription_items ADD COLUMN tax_is_automatic boolean NOT NULL DEFAULT false;
ALTER TABLE subscription_items ADD COLUMN prorates boolean NOT NULL DEFAULT false;
ALTER TABLE subscription_items ADD COLUMN quantity_is_fixed boolean NOT NULL DEFAULT false;
ALTER TABLE subscription_items ADD COLUMN billed_periods integer NOT NULL DEFAULT 0;
-- From when its periods count, where that is not the anchor of the subscription.
ALTER TABLE subscription_items ADD COLUMN billing_start {date};

-- What was not billed by now is not billed for the past: who knows where it was billed instead.
UPDATE subscriptions SET billing_start = CURRENT_DATE WHERE status IN ('active', 'paused') AND contract_start < CURRENT_DATE
  AND NOT EXISTS (SELECT 1 FROM subscription_items WHERE subscription_items.tenant_id = subscriptions.tenant_id
    AND subscription_items.subscription_id = subscriptions.id AND subscription_items.billed_to IS NOT NULL);
-- Looked at once by the next billing run, which then knows better.
UPDATE subscriptions SET next_billing_on = CURRENT_DATE WHERE status = 'active';

ALTER TABLE number_ranges ADD COLUMN mode text NOT NULL DEFAULT 'sequential';
INSERT INTO number_ranges (tenant_id, kind, format, next_number) SELECT id, 'credit', 'GS-{number:10}', 1 FROM tenants;
INSERT INTO number_ranges (tenant_id, kind, format, next_number) SELECT id, 'cancellation', 'ST-{number:10}', 1 FROM tenants;

-- Why people leave: the merchant's own list.
CREATE TABLE cancellation_reasons (
  tenant_id {uuid} NOT NULL REFERENCES tenants (id),
  code text NOT NULL,
  version bigint NOT NULL,
  position integer NOT NULL,
  label_de text NOT NULL,
  label_en text NOT NULL,
  allows_comment boolean NOT NULL,
  is_active boolean NOT NULL,
  created_at {instant} NOT NULL,
  PRIMARY KEY (tenant_id, code)
);

-- The first day that an invoice of ours bills: no period of a subscription is billed twice.
ALTER TABLE invoices ADD COLUMN billing_date {date};
ALTER TABLE invoices ADD COLUMN taxes {json};
ALTER TABLE invoices ADD COLUMN dunning_fee_amount bigint NOT NULL DEFAULT 0;
ALTER TABLE invoices ADD COLUMN paid_amount bigint NOT NULL DEFAULT 0;
ALTER TABLE invoices ADD COLUMN credited_amount bigint NOT NULL DEFAULT 0;
ALTER TABLE invoices ADD COLUMN payment_method_id {uuid};
UPDATE invoices SET paid_amount = gross_amount WHERE status = 'STATUS_PAID' AND kind = 'TYPE_INVOICE';
CREATE UNIQUE INDEX invoices_one_a_period ON invoices (tenant_id, subscription_id, billing_date) WHERE billing_date IS NOT NULL;
-- For the job that reminds.
CREATE INDEX invoices_due ON invoices (tenant_id, due_date) WHERE open_amount > 0 AND status IN ('STATUS_UNPAID', 'STATUS_REMINDED');
CREATE INDEX invoices_by_reference ON invoices (tenant_id, referenced_invoice_id) WHERE referenced_invoice_id IS NOT NULL;

-- Money that came in, or was tried to be collected. The id is our key at the gateway.
CREATE TABLE payments (
  tenant_id {uuid} NOT NULL,
  id {uuid} NOT NULL,
  version bigint NOT NULL,
  invoice_id {uuid} NOT NULL,
  customer_id {uuid} NOT NULL,
  payment_method_id {uuid},
  gateway text,
  source text NOT NULL,
  status text NOT NULL,
  amount bigint NOT NULL,
  currency text NOT NULL,
  paid_on {date},
  reference text,
  failure_code text,
  created_at {instant} NOT NULL,
  settled_at {instant},
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, invoice_id) REFERENCES invoices (tenant_id, id),
  FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id)
);
CREATE INDEX payments_by_invoice ON payments (tenant_id, invoice_id, created_at, id);
-- One attempt at a time for an invoice; what a lost answer left open is asked for again.
CREATE UNIQUE INDEX payments_one_open ON payments (tenant_id, invoice_id) WHERE status = 'pending';

CREATE TABLE billing_runs (
  tenant_id {uuid} NOT NULL REFERENCES tenants (id),
  id {uuid} NOT NULL,
  version bigint NOT NULL,
  status text NOT NULL,
  until_date {date} NOT NULL,
  customer_id {uuid},
  made_by text NOT NULL,
  subscriptions_done bigint NOT NULL,
  subscriptions_due bigint NOT NULL,
  invoices_issued bigint NOT NULL,
  failures bigint NOT NULL,
  last_failure text,
  created_at {instant} NOT NULL,
  started_at {instant},
  finished_at {instant},
  leased_until {instant},
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX billing_runs_by_age ON billing_runs (tenant_id, created_at, id);
-- One at a time.
CREATE UNIQUE INDEX billing_runs_one_open ON billing_runs (tenant_id) WHERE status IN ('queued', 'running');
