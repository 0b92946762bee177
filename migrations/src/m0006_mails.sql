-- Each mail and what became of it. Its id is what the outbox row names, and its Message-ID.
-- No foreign key to customers: what was told stays on record after a customer is deleted, without address and content.
CREATE TABLE mails (
  tenant_id {uuid} NOT NULL REFERENCES tenants (id),
  id {uuid} NOT NULL,
  customer_id {uuid},
  kind text NOT NULL,
  recipient text,
  language text NOT NULL,
  subject text NOT NULL,
  -- What it says, never a secret: links are minted while sending.
  content {json},
  state text NOT NULL,
  attempts integer NOT NULL,
  last_error text,
  invoice_id {uuid},
  subscription_id {uuid},
  resend_of {uuid},
  -- Of what is told once: a renewal, the end of a trial.
  once_key text,
  created_at {instant} NOT NULL,
  sent_at {instant},
  updated_at {instant} NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX mails_created ON mails (tenant_id, created_at, id);
CREATE INDEX mails_by_customer ON mails (tenant_id, customer_id, created_at, id);
CREATE INDEX mails_by_state ON mails (tenant_id, state, created_at, id) WHERE state <> 'sent';
CREATE UNIQUE INDEX mails_once ON mails (tenant_id, once_key) WHERE once_key IS NOT NULL;

-- For the job that reminds of trials that end.
CREATE INDEX subscriptions_trial_end ON subscriptions (tenant_id, trial_ends_on, id) WHERE trial_ends_on IS NOT NULL AND status <> 'cancelled';
