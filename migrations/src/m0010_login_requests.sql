-- Each request for a login mail, known address or not: what limits count, and what a six-digit code belongs to. It holds
-- no address: only keyed hashes of address and client.
CREATE TABLE login_requests (
  tenant_id {uuid} NOT NULL REFERENCES tenants (id),
  id {uuid} NOT NULL,
  -- What the browser that asked holds; nothing where no code was asked for.
  lookup text,
  secret_hash {bytes},
  email_mac {bytes} NOT NULL,
  client_mac {bytes} NOT NULL,
  -- Of a step-up: the session that the code makes fresh, instead of opening one.
  session_id {uuid},
  -- The link of the same mail, once that is sent: link and code are one proof, and used up together.
  link_id {uuid},
  code_mac {bytes},
  tries integer NOT NULL,
  -- When the merchant's next mail would have its turn, at the rate that limits set.
  turn_at {instant} NOT NULL,
  created_at {instant} NOT NULL,
  expires_at {instant} NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX login_requests_lookup ON login_requests (tenant_id, lookup);
CREATE INDEX login_requests_by_email ON login_requests (tenant_id, email_mac, created_at);
CREATE INDEX login_requests_by_client ON login_requests (tenant_id, client_mac, created_at);
CREATE INDEX login_requests_by_tenant ON login_requests (tenant_id, created_at);
CREATE INDEX login_requests_by_age ON login_requests (created_at);

-- What a mail belongs to whose link or code is made while sending.
ALTER TABLE mails ADD COLUMN about_id {uuid};
-- Of a login link that the merchant sends; nothing where the person asked.
ALTER TABLE mails ADD COLUMN made_by text;

CREATE INDEX sessions_by_customer ON sessions (tenant_id, customer_id, created_at, id);

-- A customer's new main address: asked for, proved, and perhaps undone from the old one.
CREATE TABLE email_changes (
  tenant_id {uuid} NOT NULL,
  id {uuid} NOT NULL,
  customer_id {uuid} NOT NULL,
  -- The person who asked.
  person_id {uuid} NOT NULL,
  old_email text NOT NULL,
  new_email text NOT NULL,
  state text NOT NULL,
  proof_link_id {uuid},
  undo_link_id {uuid},
  created_at {instant} NOT NULL,
  expires_at {instant} NOT NULL,
  settled_at {instant},
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id)
);
CREATE INDEX email_changes_by_customer ON email_changes (tenant_id, customer_id, created_at, id);
