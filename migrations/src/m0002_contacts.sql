-- Pictures that were decoded and written anew by us: contact persons' photos, the merchant's logo.
CREATE TABLE media (
  tenant_id {uuid} NOT NULL REFERENCES tenants (id),
  id {uuid} NOT NULL,
  kind text NOT NULL,
  mime text NOT NULL,
  width integer NOT NULL,
  height integer NOT NULL,
  bytes {bytes} NOT NULL,
  created_at {instant} NOT NULL,
  PRIMARY KEY (tenant_id, id)
);

ALTER TABLE contacts ADD COLUMN version bigint NOT NULL DEFAULT 1;
ALTER TABLE contacts ADD COLUMN languages {json} NOT NULL DEFAULT '[]';
-- Of media. Without a foreign key: SQLite adds no composite one to a table that is there.
ALTER TABLE contacts ADD COLUMN photo_id {uuid};
ALTER TABLE contacts ADD COLUMN is_default boolean NOT NULL DEFAULT false;
CREATE UNIQUE INDEX contacts_one_default ON contacts (tenant_id) WHERE is_default;
CREATE INDEX contacts_created ON contacts (tenant_id, created_at, id);

-- Three answers and "not asked yet", in place of customers.is_vat_id_valid, which is not read any more.
ALTER TABLE customers ADD COLUMN vat_state text NOT NULL DEFAULT 'unchecked';
ALTER TABLE customers ADD COLUMN vat_checked_at {instant};
ALTER TABLE customers ADD COLUMN vat_consultation text;
-- When the register is asked next; null: never (no VAT ID, or none of the EU).
ALTER TABLE customers ADD COLUMN vat_due_at {instant};
-- Of the merchant's own system; kept and given back.
ALTER TABLE customers ADD COLUMN customer_group {uuid};
CREATE INDEX customers_vat_due ON customers (tenant_id, vat_due_at) WHERE vat_due_at IS NOT NULL;
CREATE INDEX customers_by_contact ON customers (tenant_id, contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX customers_updated ON customers (tenant_id, updated_at, id);
CREATE INDEX customers_company ON customers (tenant_id, company_name, id);
CREATE INDEX customers_last_name ON customers (tenant_id, last_name, id);
CREATE INDEX customers_email ON customers (tenant_id, email);
CREATE INDEX customers_invoice_email ON customers (tenant_id, invoice_email) WHERE invoice_email IS NOT NULL;
UPDATE customers SET vat_due_at = created_at WHERE vat_id IS NOT NULL;
