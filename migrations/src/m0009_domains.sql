-- What merchants claim. Several may claim one host; the first that proves it has the row in hosts.
CREATE TABLE domains (
  tenant_id {uuid} NOT NULL REFERENCES tenants (id),
  id {uuid} NOT NULL,
  version bigint NOT NULL,
  host text NOT NULL,
  -- Published in the DNS, hence no secret.
  token text NOT NULL,
  status text NOT NULL,
  created_at {instant} NOT NULL,
  verified_at {instant},
  last_checked_at {instant},
  last_error text,
  missing_since {instant},
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX domains_by_host ON domains (tenant_id, host);

-- A proved host is kept for its tenant before it is served.
ALTER TABLE hosts ADD COLUMN is_active boolean NOT NULL DEFAULT true;
