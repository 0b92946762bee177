-- Where the customer comes back to from their bank, while they are there to be asked; null: nobody is there.
ALTER TABLE payments ADD COLUMN return_url text;
-- Until when they may confirm it; null: nobody asked them.
ALTER TABLE payments ADD COLUMN action_until {instant};
-- The debit by which the bank is told of the amendment; null: the next one does. Until it is settled, the account before stays.
ALTER TABLE mandates ADD COLUMN amendment_payment_id {uuid};
-- Which account of the merchant's at the provider keeps it; null: there is but one.
ALTER TABLE payment_methods ADD COLUMN account text;
ALTER TABLE gateway_debtors ADD COLUMN account text;
UPDATE payment_methods SET account = (
  SELECT settings ->> 'publishableKey' FROM payment_gateways
  WHERE payment_gateways.tenant_id = payment_methods.tenant_id AND payment_gateways.gateway = 'stripe'
) WHERE gateway = 'stripe';
UPDATE gateway_debtors SET account = (
  SELECT settings ->> 'publishableKey' FROM payment_gateways
  WHERE payment_gateways.tenant_id = gateway_debtors.tenant_id AND payment_gateways.gateway = 'stripe'
) WHERE gateway = 'stripe';
