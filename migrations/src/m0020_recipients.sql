-- Who gets a customer's invoices by mail beside the customer. They count once they have proved the address.
CREATE TABLE invoice_recipients (
  tenant_id {uuid} NOT NULL,
  id {uuid} NOT NULL,
  customer_id {uuid} NOT NULL,
  email text NOT NULL,
  email_folded text NOT NULL,
  -- The link in the mail that asks for the proof, once it is sent.
  link_id {uuid},
  created_at {instant} NOT NULL,
  confirmed_at {instant},
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, customer_id, email_folded),
  FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id)
);
