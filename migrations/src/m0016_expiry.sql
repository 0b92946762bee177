-- The shortest notice in days that the customer was given of a method that expires; null: none yet.
ALTER TABLE payment_methods ADD COLUMN expiry_told integer;
CREATE INDEX payment_methods_expiring ON payment_methods (tenant_id, expiration_date, id) WHERE status = 'active' AND expiration_date IS NOT NULL;
