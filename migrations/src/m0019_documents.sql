-- All that an issued document of ours says, as it was on that day. Every file is made from it.
CREATE TABLE invoice_documents (
  tenant_id {uuid} NOT NULL,
  invoice_id {uuid} NOT NULL,
  snapshot {json} NOT NULL,
  -- 'zugferd' or 'xrechnung', as the customer's setting was.
  format text NOT NULL,
  PRIMARY KEY (tenant_id, invoice_id),
  FOREIGN KEY (tenant_id, invoice_id) REFERENCES invoices (tenant_id, id)
);

-- The files that were made from it; their bytes are in the file store, under their hash. `invoice_files` holds those
-- that somebody sent, which are served instead.
CREATE TABLE invoice_renderings (
  tenant_id {uuid} NOT NULL,
  invoice_id {uuid} NOT NULL,
  -- 'pdf' or 'xml'.
  kind text NOT NULL,
  sha256 {bytes} NOT NULL,
  size bigint NOT NULL,
  created_at {instant} NOT NULL,
  PRIMARY KEY (tenant_id, invoice_id, kind),
  FOREIGN KEY (tenant_id, invoice_id) REFERENCES invoices (tenant_id, id)
);

-- Many invoices as one file: a job makes what is missing of their files, the file itself is written while it is fetched.
CREATE TABLE invoice_exports (
  tenant_id {uuid} NOT NULL,
  id {uuid} NOT NULL,
  version bigint NOT NULL,
  -- Whose it is: null for the merchant.
  customer_id {uuid},
  format text NOT NULL,
  status text NOT NULL,
  -- Their ids, in the order of the file.
  invoices {json} NOT NULL,
  done bigint NOT NULL,
  made_by text NOT NULL,
  created_at {instant} NOT NULL,
  finished_at {instant},
  leased_until {instant},
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id)
);
CREATE INDEX invoice_exports_by_status ON invoice_exports (tenant_id, status);
