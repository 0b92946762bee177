-- Where a merchant wants events sent.
CREATE TABLE webhooks (
  tenant_id {uuid} NOT NULL REFERENCES tenants (id),
  id {uuid} NOT NULL,
  version bigint NOT NULL,
  url text NOT NULL,
  events {json} NOT NULL,
  enabled boolean NOT NULL,
  description text,
  -- Sealed with the master key for this row.
  secret {bytes} NOT NULL,
  -- The secret before, which signs as well until then.
  old_secret {bytes},
  old_secret_until {instant},
  failing_since {instant},
  switched_off_at {instant},
  switched_off_reason text,
  created_at {instant} NOT NULL,
  updated_at {instant} NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX webhooks_created ON webhooks (tenant_id, created_at, id);

-- What happened, as it was at that moment. Written with the change where anybody wants to know of it. No foreign key to
-- customers: it is told that they were deleted.
CREATE TABLE webhook_events (
  tenant_id {uuid} NOT NULL REFERENCES tenants (id),
  id {uuid} NOT NULL,
  kind text NOT NULL,
  subject_id {uuid} NOT NULL,
  customer_id {uuid},
  -- Null once erased.
  data {json},
  -- For one endpoint alone: a test.
  webhook_id {uuid},
  -- Given after the commit, one after the other.
  sequence bigint,
  created_at {instant} NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX webhook_events_new ON webhook_events (tenant_id, created_at, id) WHERE sequence IS NULL;
CREATE INDEX webhook_events_by_subject ON webhook_events (tenant_id, subject_id, kind);
CREATE INDEX webhook_events_by_customer ON webhook_events (tenant_id, customer_id) WHERE customer_id IS NOT NULL;
CREATE INDEX webhook_events_by_age ON webhook_events (created_at);

CREATE TABLE webhook_sequences (
  tenant_id {uuid} NOT NULL REFERENCES tenants (id),
  last bigint NOT NULL,
  PRIMARY KEY (tenant_id)
);

-- An event on its way to an endpoint.
CREATE TABLE webhook_deliveries (
  tenant_id {uuid} NOT NULL,
  id {uuid} NOT NULL,
  webhook_id {uuid} NOT NULL,
  event_id {uuid} NOT NULL,
  kind text NOT NULL,
  sequence bigint NOT NULL,
  state text NOT NULL,
  attempts integer NOT NULL,
  last_status integer,
  last_error text,
  resend_of {uuid},
  available_at {instant} NOT NULL,
  leased_until {instant},
  created_at {instant} NOT NULL,
  finished_at {instant},
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, webhook_id) REFERENCES webhooks (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, event_id) REFERENCES webhook_events (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (tenant_id, webhook_id, available_at, sequence) WHERE state = 'pending';
CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (available_at) WHERE state = 'pending';
CREATE INDEX webhook_deliveries_created ON webhook_deliveries (tenant_id, created_at, id);
CREATE INDEX webhook_deliveries_by_webhook ON webhook_deliveries (tenant_id, webhook_id, created_at, id);
CREATE INDEX webhook_deliveries_by_event ON webhook_deliveries (tenant_id, event_id);

CREATE TABLE webhook_attempts (
  tenant_id {uuid} NOT NULL,
  delivery_id {uuid} NOT NULL,
  number integer NOT NULL,
  at {instant} NOT NULL,
  duration_ms integer NOT NULL,
  status integer,
  answer text,
  error text,
  PRIMARY KEY (tenant_id, delivery_id, number),
  FOREIGN KEY (tenant_id, delivery_id) REFERENCES webhook_deliveries (tenant_id, id) ON DELETE CASCADE
);
