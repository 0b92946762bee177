-- `api:{key}` or `operator:{id}`: with whom it ends. Null: the command line made it, or nobody knows any more.
ALTER TABLE api_keys ADD COLUMN made_by text;
