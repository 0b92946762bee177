-- False: for one payment alone.
ALTER TABLE payment_methods ADD COLUMN future_usage_allowed boolean NOT NULL DEFAULT true;
-- False: it allows one debit.
ALTER TABLE mandates ADD COLUMN is_recurrent boolean NOT NULL DEFAULT true;
