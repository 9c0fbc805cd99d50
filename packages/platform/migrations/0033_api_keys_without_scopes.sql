-- Up Migration

-- In an app without scopes, a key only identifies its owner. Which scopes a key needs is up to the API.
alter table public.api_keys drop constraint api_keys_scopes_count;
alter table public.api_keys add constraint api_keys_scopes_count check (cardinality(scopes) <= 20) not valid;
alter table public.api_keys validate constraint api_keys_scopes_count;

-- Down Migration

-- Existing keys without scopes stay: not valid checks only new rows.
alter table public.api_keys drop constraint api_keys_scopes_count;
alter table public.api_keys add constraint api_keys_scopes_count check (cardinality(scopes) between 1 and 20) not valid;
