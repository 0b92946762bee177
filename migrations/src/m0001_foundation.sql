-- Tables are keyed (tenant_id, id) and their indexes begin with tenant_id: a tenant is the unit of
-- isolation, and of sharding later. The exceptions are found before the tenant is known.
-- Mutable rows carry a version and are updated WHERE version = the one that was read.

CREATE TABLE tenants (
  id {uuid} PRIMARY KEY,
  slug text NOT NULL UNIQUE,
  name text NOT NULL,
  status text NOT NULL,
  time_zone text NOT NULL,
  currency text NOT NULL,
  language text NOT NULL,
  hosted_pages {json} NOT NULL,
  branding {json} NOT NULL,
  settings_version bigint NOT NULL,
  created_at {instant} NOT NULL
);

-- Verified custom domains; {slug}.{base domain} needs no row.
CREATE TABLE hosts (
  host text PRIMARY KEY,
  tenant_id {uuid} NOT NULL REFERENCES tenants (id),
  is_primary boolean NOT NULL,
  verified_at {instant} NOT NULL
);
CREATE INDEX hosts_by_tenant ON hosts (tenant_id, is_primary);

CREATE TABLE signing_keys (
  id text PRIMARY KEY,
  public_key {bytes} NOT NULL,
  private_key {bytes} NOT NULL,
  created_at {instant} NOT NULL,
  retired_at {instant}
);

CREATE TABLE api_keys (
  id {uuid} PRIMARY KEY,
  tenant_id {uuid} NOT NULL REFERENCES tenants (id),
  lookup text NOT NULL UNIQUE,
  secret_hash {bytes} NOT NULL,
  name text NOT NULL,
  permissions {json} NOT NULL,
  expires_at {instant},
  last_used_at {instant},
  revoked_at {instant},
  created_at {instant} NOT NULL
);
CREATE INDEX api_keys_by_tenant ON api_keys (tenant_id, created_at);

CREATE TABLE number_ranges (
  tenant_id {uuid} NOT NULL REFERENCES tenants (id),
  kind text NOT NULL,
  format text NOT NULL,
  next_number bigint NOT NULL,
  PRIMARY KEY (tenant_id, kind)
);

CREATE TABLE contacts (
  tenant_id {uuid} NOT NULL REFERENCES tenants (id),
  id {uuid} NOT NULL,
  name text NOT NULL,
  role text,
  email text,
  phone text,
  booking_url text,
  created_at {instant} NOT NULL,
  PRIMARY KEY (tenant_id, id)
);

CREATE TABLE customers (
  tenant_id {uuid} NOT NULL REFERENCES tenants (id),
  id {uuid} NOT NULL,
  version bigint NOT NULL,
  external_id text,
  number text NOT NULL,
  status text NOT NULL,
  email text NOT NULL,
  invoice_email text,
  first_name text,
  last_name text,
  company_name text,
  phone text,
  vat_id text,
  is_vat_id_valid boolean,
  datev_id text,
  country_code text NOT NULL,
  language text NOT NULL,
  time_zone text NOT NULL,
  currency text NOT NULL,
  gender text,
  commercial_register_name text,
  commercial_register_number text,
  contact_id {uuid},
  default_payment_method_id {uuid},
  search text NOT NULL,
  created_at {instant} NOT NULL,
  updated_at {instant} NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, contact_id) REFERENCES contacts (tenant_id, id)
);
CREATE UNIQUE INDEX customers_number ON customers (tenant_id, number);
CREATE UNIQUE INDEX customers_external_id ON customers (tenant_id, external_id);
CREATE INDEX customers_created ON customers (tenant_id, created_at, id);

-- A person proves an address; a membership lets them act for a customer.
CREATE TABLE people (
  tenant_id {uuid} NOT NULL REFERENCES tenants (id),
  id {uuid} NOT NULL,
  email text NOT NULL,
  email_folded text NOT NULL,
  language text NOT NULL,
  verified_at {instant},
  created_at {instant} NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX people_email ON people (tenant_id, email_folded);

CREATE TABLE memberships (
  tenant_id {uuid} NOT NULL,
  person_id {uuid} NOT NULL,
  customer_id {uuid} NOT NULL,
  role text NOT NULL,
  created_at {instant} NOT NULL,
  PRIMARY KEY (tenant_id, customer_id, person_id),
  FOREIGN KEY (tenant_id, person_id) REFERENCES people (tenant_id, id),
  FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id)
);
CREATE INDEX memberships_by_person ON memberships (tenant_id, person_id);

CREATE TABLE addresses (
  tenant_id {uuid} NOT NULL,
  id {uuid} NOT NULL,
  version bigint NOT NULL,
  customer_id {uuid} NOT NULL,
  kind text NOT NULL,
  is_default boolean NOT NULL,
  status text NOT NULL,
  salutation text,
  company_name text,
  first_name text,
  last_name text,
  street text NOT NULL,
  house_number text NOT NULL,
  zip text NOT NULL,
  city text NOT NULL,
  country_code text NOT NULL,
  addition text,
  cost_centre text,
  vat_id text,
  created_at {instant} NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id)
);
CREATE INDEX addresses_by_customer ON addresses (tenant_id, customer_id, created_at, id);
CREATE UNIQUE INDEX addresses_one_default ON addresses (tenant_id, customer_id, kind) WHERE is_default;

CREATE TABLE payment_methods (
  tenant_id {uuid} NOT NULL,
  id {uuid} NOT NULL,
  version bigint NOT NULL,
  customer_id {uuid} NOT NULL,
  gateway text NOT NULL,
  kind text NOT NULL,
  status text NOT NULL,
  source text NOT NULL,
  enabled boolean NOT NULL,
  name text NOT NULL,
  reference_id text,
  details {json} NOT NULL,
  expiration_date {date},
  created_at {instant} NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id)
);
CREATE INDEX payment_methods_by_customer ON payment_methods (tenant_id, customer_id, created_at, id);

CREATE TABLE subscriptions (
  tenant_id {uuid} NOT NULL,
  id {uuid} NOT NULL,
  version bigint NOT NULL,
  customer_id {uuid} NOT NULL,
  external_id text,
  number text NOT NULL,
  name text NOT NULL,
  status text NOT NULL,
  plan {json} NOT NULL,
  currency text NOT NULL,
  contract_start {date} NOT NULL,
  contract_period text,
  later_contract_period text,
  cancellation_period text,
  later_cancellation_period text,
  ends_automatically boolean NOT NULL,
  trial_ends_on {date},
  term_end {date},
  activated_at {instant},
  cancelled_at {instant},
  cancellation_effective {date},
  cancellation_immediate boolean NOT NULL,
  cancellation_reason text,
  cancelled_by_customer boolean NOT NULL,
  payment_method_id {uuid},
  invoice_address_id {uuid},
  po_number text,
  search text NOT NULL,
  created_at {instant} NOT NULL,
  updated_at {instant} NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id),
  FOREIGN KEY (tenant_id, payment_method_id) REFERENCES payment_methods (tenant_id, id),
  FOREIGN KEY (tenant_id, invoice_address_id) REFERENCES addresses (tenant_id, id)
);
CREATE UNIQUE INDEX subscriptions_number ON subscriptions (tenant_id, number);
CREATE UNIQUE INDEX subscriptions_external_id ON subscriptions (tenant_id, external_id);
CREATE INDEX subscriptions_created ON subscriptions (tenant_id, created_at, id);
CREATE INDEX subscriptions_by_customer ON subscriptions (tenant_id, customer_id, created_at, id);
-- For the daily jobs: cancellations that fall due, and terms that roll over.
CREATE INDEX subscriptions_ending ON subscriptions (tenant_id, cancellation_effective) WHERE cancellation_effective IS NOT NULL AND status <> 'cancelled';
CREATE INDEX subscriptions_term_end ON subscriptions (tenant_id, term_end) WHERE term_end IS NOT NULL AND status <> 'cancelled';

CREATE TABLE subscription_items (
  tenant_id {uuid} NOT NULL,
  id {uuid} NOT NULL,
  subscription_id {uuid} NOT NULL,
  position integer NOT NULL,
  name text NOT NULL,
  description text,
  quantity text NOT NULL,
  unit_price text NOT NULL,
  price_mode text NOT NULL,
  tax_rate integer NOT NULL,
  tax_category text NOT NULL,
  discount {json},
  billing_interval text NOT NULL,
  last_billed_at {date},
  billed_from {date},
  billed_to {date},
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, subscription_id) REFERENCES subscriptions (tenant_id, id)
);
CREATE INDEX subscription_items_by_subscription ON subscription_items (tenant_id, subscription_id, position);

-- Immutable once issued: number, lines, parties and totals are a snapshot.
CREATE TABLE invoices (
  tenant_id {uuid} NOT NULL,
  id {uuid} NOT NULL,
  version bigint NOT NULL,
  customer_id {uuid} NOT NULL,
  subscription_id {uuid},
  referenced_invoice_id {uuid},
  external_id text,
  number text,
  kind text NOT NULL,
  status text NOT NULL,
  source text NOT NULL,
  currency text NOT NULL,
  creation_date {date} NOT NULL,
  finalization_date {date},
  due_date {date},
  pay_date {date},
  last_reminder_date {date},
  last_sent_at {instant},
  dunning_level integer NOT NULL,
  net_amount bigint NOT NULL,
  tax_amount bigint NOT NULL,
  gross_amount bigint NOT NULL,
  discount_amount bigint NOT NULL,
  rounding_amount bigint NOT NULL,
  open_amount bigint NOT NULL,
  last_payment_failed boolean NOT NULL,
  title text,
  introduction text,
  closing text,
  invoice_address {json},
  search text NOT NULL,
  created_at {instant} NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id),
  FOREIGN KEY (tenant_id, subscription_id) REFERENCES subscriptions (tenant_id, id),
  FOREIGN KEY (tenant_id, referenced_invoice_id) REFERENCES invoices (tenant_id, id)
);
CREATE UNIQUE INDEX invoices_number ON invoices (tenant_id, number);
CREATE UNIQUE INDEX invoices_external_id ON invoices (tenant_id, external_id);
CREATE INDEX invoices_by_date ON invoices (tenant_id, creation_date, id);
CREATE INDEX invoices_by_customer ON invoices (tenant_id, customer_id, creation_date, id);

CREATE TABLE invoice_lines (
  tenant_id {uuid} NOT NULL,
  invoice_id {uuid} NOT NULL,
  position integer NOT NULL,
  line {json} NOT NULL,
  PRIMARY KEY (tenant_id, invoice_id, position),
  FOREIGN KEY (tenant_id, invoice_id) REFERENCES invoices (tenant_id, id)
);

CREATE TABLE links (
  id {uuid} PRIMARY KEY,
  tenant_id {uuid} NOT NULL REFERENCES tenants (id),
  lookup text NOT NULL UNIQUE,
  secret_hash {bytes} NOT NULL,
  purpose text NOT NULL,
  customer_id {uuid} NOT NULL,
  person_id {uuid} NOT NULL,
  made_by text NOT NULL,
  is_mailed boolean NOT NULL,
  created_at {instant} NOT NULL,
  expires_at {instant} NOT NULL,
  first_used_at {instant},
  consumed_at {instant},
  revoked_at {instant},
  FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id),
  FOREIGN KEY (tenant_id, person_id) REFERENCES people (tenant_id, id)
);
CREATE INDEX links_by_customer ON links (tenant_id, customer_id, created_at, id);

CREATE TABLE sessions (
  tenant_id {uuid} NOT NULL,
  id {uuid} NOT NULL,
  person_id {uuid} NOT NULL,
  customer_id {uuid} NOT NULL,
  link_id {uuid},
  made_by text NOT NULL,
  user_agent text,
  client_address text,
  refresh_generation bigint NOT NULL,
  refreshed_at {instant} NOT NULL,
  fresh_until {instant},
  created_at {instant} NOT NULL,
  expires_at {instant} NOT NULL,
  ended_at {instant},
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, person_id) REFERENCES people (tenant_id, id),
  FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id)
);
CREATE INDEX sessions_by_person ON sessions (tenant_id, person_id, created_at);

CREATE TABLE audit_log (
  tenant_id {uuid} NOT NULL REFERENCES tenants (id),
  id {uuid} NOT NULL,
  at {instant} NOT NULL,
  actor text NOT NULL,
  role text,
  session_id {uuid},
  link_id {uuid},
  client_address text,
  request_id text,
  action text NOT NULL,
  subject_kind text NOT NULL,
  subject_id {uuid} NOT NULL,
  customer_id {uuid},
  before {json},
  after {json},
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX audit_log_by_subject ON audit_log (tenant_id, subject_id, at);
CREATE INDEX audit_log_by_customer ON audit_log (tenant_id, customer_id, at);

CREATE TABLE outbox (
  id {uuid} PRIMARY KEY,
  tenant_id {uuid} NOT NULL REFERENCES tenants (id),
  kind text NOT NULL,
  payload {json} NOT NULL,
  created_at {instant} NOT NULL,
  available_at {instant} NOT NULL,
  attempts integer NOT NULL,
  leased_until {instant},
  done_at {instant},
  last_error text
);
CREATE INDEX outbox_due ON outbox (available_at, tenant_id) WHERE done_at IS NULL;

CREATE TABLE jobs (
  name text PRIMARY KEY,
  next_run_at {instant} NOT NULL,
  leased_until {instant}
);

CREATE TABLE idempotency_keys (
  tenant_id {uuid} NOT NULL REFERENCES tenants (id),
  actor text NOT NULL,
  method text NOT NULL,
  path text NOT NULL,
  key text NOT NULL,
  body_hash {bytes} NOT NULL,
  status integer NOT NULL,
  answer {bytes} NOT NULL,
  created_at {instant} NOT NULL,
  PRIMARY KEY (tenant_id, actor, method, path, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
