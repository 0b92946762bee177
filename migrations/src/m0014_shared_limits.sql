-- What is limited over all instances, a row each time: by a keyed hash of who asked, or of the address that is mailed.
CREATE TABLE limit_hits (
  tenant_id {uuid} NOT NULL REFERENCES tenants (id),
  id {uuid} NOT NULL,
  key_mac {bytes} NOT NULL,
  created_at {instant} NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX limit_hits_by_key ON limit_hits (tenant_id, key_mac, created_at);
CREATE INDEX limit_hits_by_age ON limit_hits (created_at);
