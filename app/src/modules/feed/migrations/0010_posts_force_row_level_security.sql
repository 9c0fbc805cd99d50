-- Up Migration

-- The longest wait for a lock: a migration that waits for a long query blocks every later query.
set local lock_timeout = '3s';

-- Row-level security also applies to the tables' owner.
alter table public.posts force row level security;
alter table public.usage_events force row level security;

-- One policy per role and action: every further permissive policy is evaluated for each row too. Databases that ran
-- 0010_force_row_level_security when it was one file already have this.
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
