-- The history of tenants.hosted_pages; tenants.settings_version names the row that is in force.
CREATE TABLE settings_versions (
  tenant_id {uuid} NOT NULL REFERENCES tenants (id),
  version bigint NOT NULL,
  hosted_pages {json} NOT NULL,
  made_by text NOT NULL,
  note text,
  restored_from bigint,
  created_at {instant} NOT NULL,
  PRIMARY KEY (tenant_id, version)
);

INSERT INTO settings_versions (tenant_id, version, hosted_pages, made_by, created_at)
SELECT id, settings_version, hosted_pages, 'system:migration', created_at FROM tenants;

-- What a tenant sets, and above it what a customer sets: only the fields that are not inherited.
CREATE TABLE tenant_settings (
  tenant_id {uuid} NOT NULL REFERENCES tenants (id),
  context text NOT NULL,
  own {json} NOT NULL,
  version bigint NOT NULL,
  updated_at {instant} NOT NULL,
  PRIMARY KEY (tenant_id, context)
);

CREATE TABLE customer_settings (
  tenant_id {uuid} NOT NULL,
  customer_id {uuid} NOT NULL,
  context text NOT NULL,
  own {json} NOT NULL,
  version bigint NOT NULL,
  updated_at {instant} NOT NULL,
  PRIMARY KEY (tenant_id, customer_id, context),
  FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id) ON DELETE CASCADE
);
