-- Until when whoever asks the provider for the money keeps others from it; null: nobody does.
ALTER TABLE payments ADD COLUMN leased_until {instant};
ALTER TABLE refunds ADD COLUMN leased_until {instant};
