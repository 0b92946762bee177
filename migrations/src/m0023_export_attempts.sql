-- How often somebody took it up since its last progress.
ALTER TABLE invoice_exports ADD COLUMN attempts integer NOT NULL DEFAULT 0;
