-- Somebody of the merchant's sees the portal as the customer does.
ALTER TABLE sessions ADD COLUMN is_view boolean NOT NULL DEFAULT false;

-- What customers ask for: that their data be erased.
CREATE TABLE erasure_requests (
  tenant_id {uuid} NOT NULL,
  id {uuid} NOT NULL,
  customer_id {uuid} NOT NULL,
  -- The person who asked.
  person_id {uuid} NOT NULL,
  requested_at {instant} NOT NULL,
  withdrawn_at {instant},
  carried_out_at {instant},
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id)
);
CREATE INDEX erasure_requests_by_customer ON erasure_requests (tenant_id, customer_id, requested_at, id);

-- Of a customer without data: a name for what had to be kept.
ALTER TABLE customers ADD COLUMN erased_at {instant};
-- The last day on which an erased customer's invoice has to be kept; it is out of daily use until then, and forgotten after.
ALTER TABLE invoices ADD COLUMN kept_until {date};
CREATE INDEX invoices_by_kept_until ON invoices (tenant_id, kept_until) WHERE kept_until IS NOT NULL;

-- What everything else is sealed with, wrapped by the master key: that one can be changed without sealing all anew.
CREATE TABLE wrapped_keys (
  id text PRIMARY KEY,
  sealed {bytes} NOT NULL,
  wrapped_at {instant} NOT NULL
);
