-- Imports that were sent over HTTP. Those of the command line leave rows in the audit log alone.
CREATE TABLE imports (
  tenant_id {uuid} NOT NULL REFERENCES tenants (id),
  id {uuid} NOT NULL,
  version bigint NOT NULL,
  state text NOT NULL,
  check_only boolean NOT NULL,
  made_by text NOT NULL,
  lines_total bigint NOT NULL,
  lines_checked bigint NOT NULL,
  lines_done bigint NOT NULL,
  created bigint NOT NULL,
  updated bigint NOT NULL,
  error_count bigint NOT NULL,
  errors {json} NOT NULL,
  failure text,
  attempts integer NOT NULL,
  created_at {instant} NOT NULL,
  started_at {instant},
  finished_at {instant},
  leased_until {instant},
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX imports_by_age ON imports (tenant_id, created_at, id);
CREATE INDEX imports_open ON imports (tenant_id, created_at) WHERE state IN ('checking', 'writing');

-- The archive of an import that is not finished, in pieces; gone afterwards.
CREATE TABLE import_chunks (
  tenant_id {uuid} NOT NULL,
  import_id {uuid} NOT NULL,
  position integer NOT NULL,
  bytes {bytes} NOT NULL,
  PRIMARY KEY (tenant_id, import_id, position),
  FOREIGN KEY (tenant_id, import_id) REFERENCES imports (tenant_id, id)
);

-- What a line brought, and what the line was: the same line again changes nothing. `key` is the external id of
-- addresses and contacts, which have none of their own. Without a foreign key: row_id is of five tables.
CREATE TABLE imported_rows (
  tenant_id {uuid} NOT NULL REFERENCES tenants (id),
  kind text NOT NULL,
  row_id {uuid} NOT NULL,
  key text,
  fingerprint {bytes} NOT NULL,
  state {bytes},
  PRIMARY KEY (tenant_id, kind, row_id)
);
CREATE UNIQUE INDEX imported_rows_key ON imported_rows (tenant_id, kind, key) WHERE key IS NOT NULL;

-- The documents of invoices that another system issued.
CREATE TABLE invoice_files (
  tenant_id {uuid} NOT NULL,
  invoice_id {uuid} NOT NULL,
  kind text NOT NULL,
  sha256 {bytes} NOT NULL,
  size bigint NOT NULL,
  bytes {bytes} NOT NULL,
  created_at {instant} NOT NULL,
  PRIMARY KEY (tenant_id, invoice_id, kind),
  FOREIGN KEY (tenant_id, invoice_id) REFERENCES invoices (tenant_id, id)
);
