-- Up Migration

set local lock_timeout = '3s';

-- The migration runner's own table: only its owner may read it.
alter table public.pgmigrations enable row level security;
alter table public.pgmigrations force row level security;
revoke all on table public.pgmigrations from public, anon, authenticated, service_role;

-- Down Migration

set local lock_timeout = '3s';
alter table public.pgmigrations no force row level security;
alter table public.pgmigrations disable row level security;
