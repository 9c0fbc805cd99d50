-- Up Migration

-- Waits no longer than this for a lock that others need too: a migration that queues behind a long query blocks everybody behind it.
set local lock_timeout = '3s';

-- Row-level security holds for the owner of the tables too.
alter table public.posts force row level security;
alter table public.usage_events force row level security;

-- The runner's own table: nobody's business but the owner's.
alter table public.pgmigrations enable row level security;
alter table public.pgmigrations force row level security;
revoke all on table public.pgmigrations from public, anon, authenticated, service_role;

-- One policy a role and action: each further permissive one is evaluated for every row as well.
drop policy posts_read_public on public.posts;
drop policy posts_read_own on public.posts;
create policy posts_read_public on public.posts for select to anon
  using (visibility = 'public');
create policy posts_read_public_and_own on public.posts for select to authenticated
  using (visibility = 'public' or author_id = (select auth.uid()));

-- Down Migration

set local lock_timeout = '3s';
drop policy posts_read_public_and_own on public.posts;
drop policy posts_read_public on public.posts;
create policy posts_read_public on public.posts for select to anon, authenticated
  using (visibility = 'public');
create policy posts_read_own on public.posts for select to authenticated
  using (author_id = (select auth.uid()));
alter table public.pgmigrations no force row level security;
alter table public.pgmigrations disable row level security;
alter table public.usage_events no force row level security;
alter table public.posts no force row level security;
