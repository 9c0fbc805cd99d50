-- Up Migration

-- Waits no longer than this for a lock that others need too: a migration that queues behind a long query blocks everybody behind it.
set local lock_timeout = '3s';

-- Row-level security holds for the owner of the tables too.
alter table public.posts force row level security;
alter table public.usage_events force row level security;

-- One policy a role and action: each further permissive one is evaluated for every row as well. Databases that had
-- 0010_force_row_level_security while it was one file have this already.
drop policy if exists posts_read_public on public.posts;
drop policy if exists posts_read_own on public.posts;
drop policy if exists posts_read_public_and_own on public.posts;
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
alter table public.usage_events no force row level security;
alter table public.posts no force row level security;
