-- Mandates for direct debits at the merchant's own bank (EPC016-06, dataset DS-01): one for each payment method.
CREATE TABLE mandates (
  tenant_id {uuid} NOT NULL,
  id {uuid} NOT NULL,
  version bigint NOT NULL,
  customer_id {uuid} NOT NULL,
  payment_method_id {uuid} NOT NULL,
  reference text NOT NULL,
  -- As the debtor agreed to it.
  creditor_name text NOT NULL,
  creditor_identifier text NOT NULL,
  language text NOT NULL,
  body {json} NOT NULL,
  account_holder text NOT NULL,
  address {json} NOT NULL,
  -- Sealed with the master key for this row; beside it what may be shown.
  iban {bytes} NOT NULL,
  iban_masked text NOT NULL,
  bic text,
  bank_name text,
  signed_on {date} NOT NULL,
  consented_at {instant},
  client_address text,
  -- What it was before each amendment: account (sealed), holder, consent.
  earlier {json} NOT NULL,
  -- The account before the latest amendment, sealed, until the bank was told.
  original_iban {bytes},
  amended_at {instant},
  -- Of the latest debit that was handed in; null: none yet.
  last_debit_on {date},
  revoked_at {instant},
  created_at {instant} NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id),
  FOREIGN KEY (tenant_id, payment_method_id) REFERENCES payment_methods (tenant_id, id)
);
CREATE UNIQUE INDEX mandates_by_reference ON mandates (tenant_id, reference);
CREATE UNIQUE INDEX mandates_by_method ON mandates (tenant_id, payment_method_id);
CREATE INDEX mandates_by_customer ON mandates (tenant_id, customer_id);

INSERT INTO number_ranges (tenant_id, kind, format, next_number) SELECT id, 'mandate', 'M-{number:8}', 1 FROM tenants;

-- Files of direct debits for the merchant's bank.
CREATE TABLE debit_files (
  tenant_id {uuid} NOT NULL REFERENCES tenants (id),
  id {uuid} NOT NULL,
  message_id text NOT NULL,
  debits bigint NOT NULL,
  amount bigint NOT NULL,
  first_on {date} NOT NULL,
  last_on {date} NOT NULL,
  -- Sealed: it holds IBANs.
  content {bytes} NOT NULL,
  made_by text NOT NULL,
  created_at {instant} NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX debit_files_by_age ON debit_files (tenant_id, created_at, id);

-- The day on which the account is debited, and the file in which the bank was asked to.
ALTER TABLE payments ADD COLUMN collect_on {date};
ALTER TABLE payments ADD COLUMN debit_file_id {uuid};
CREATE INDEX payments_waiting_for_file ON payments (tenant_id, collect_on, id) WHERE status = 'underway' AND collect_on IS NOT NULL;

-- What a link for a payment method allows, and where it leads on to.
ALTER TABLE links ADD COLUMN types {json};
ALTER TABLE links ADD COLUMN redirect_url text;
-- What was added by it, and the invoices that are collected with that.
ALTER TABLE links ADD COLUMN payment_method_id {uuid};
ALTER TABLE links ADD COLUMN invoices {json};
-- The one that was made and told, of one that was mailed beside it: both are used up, and end, together.
ALTER TABLE links ADD COLUMN beside {uuid};
