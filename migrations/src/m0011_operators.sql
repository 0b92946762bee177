-- The merchant's staff.
CREATE TABLE operators (
  tenant_id {uuid} NOT NULL REFERENCES tenants (id),
  id {uuid} NOT NULL,
  version bigint NOT NULL,
  email text NOT NULL,
  email_folded text NOT NULL,
  name text NOT NULL,
  role text NOT NULL,
  language text NOT NULL,
  -- Nothing before the invitation was accepted, and after a reset was asked for by somebody with the right to.
  password_hash text,
  -- Sealed; it counts once confirmed_at is set.
  totp_seed {bytes},
  totp_confirmed_at {instant},
  -- The last step that was used: a code counts once (RFC 6238, section 5.2).
  totp_step bigint NOT NULL,
  disabled_at {instant},
  last_login_at {instant},
  created_at {instant} NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX operators_email ON operators (tenant_id, email_folded);
CREATE INDEX operators_created ON operators (tenant_id, created_at, id);

CREATE TABLE recovery_codes (
  tenant_id {uuid} NOT NULL,
  operator_id {uuid} NOT NULL,
  code_mac {bytes} NOT NULL,
  used_at {instant},
  PRIMARY KEY (tenant_id, operator_id, code_mac),
  FOREIGN KEY (tenant_id, operator_id) REFERENCES operators (tenant_id, id)
);

-- Invitations and resets: found by their lookup on the merchant's host.
CREATE TABLE operator_links (
  tenant_id {uuid} NOT NULL,
  id {uuid} NOT NULL,
  operator_id {uuid} NOT NULL,
  lookup text NOT NULL,
  secret_hash {bytes} NOT NULL,
  created_at {instant} NOT NULL,
  expires_at {instant} NOT NULL,
  used_at {instant},
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, operator_id) REFERENCES operators (tenant_id, id)
);
CREATE UNIQUE INDEX operator_links_lookup ON operator_links (tenant_id, lookup);
CREATE INDEX operator_links_by_operator ON operator_links (tenant_id, operator_id);

CREATE TABLE operator_sessions (
  tenant_id {uuid} NOT NULL,
  id {uuid} NOT NULL,
  operator_id {uuid} NOT NULL,
  user_agent text,
  client_address text,
  refresh_generation bigint NOT NULL,
  refreshed_at {instant} NOT NULL,
  created_at {instant} NOT NULL,
  expires_at {instant} NOT NULL,
  ended_at {instant},
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, operator_id) REFERENCES operators (tenant_id, id)
);
CREATE INDEX operator_sessions_by_operator ON operator_sessions (tenant_id, operator_id, created_at, id);

-- Failed logins, by a keyed hash of the address: also of addresses that nobody has.
CREATE TABLE failed_logins (
  tenant_id {uuid} NOT NULL REFERENCES tenants (id),
  email_mac {bytes} NOT NULL,
  failures integer NOT NULL,
  locked_until {instant},
  updated_at {instant} NOT NULL,
  PRIMARY KEY (tenant_id, email_mac)
);
CREATE INDEX failed_logins_by_age ON failed_logins (updated_at);

CREATE INDEX audit_log_by_time ON audit_log (tenant_id, at, id);
