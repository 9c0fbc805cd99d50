-- Up Migration

set local lock_timeout = '3s';

-- Supabase's Data API lets whoever has a token write what role authenticated may write, past the app's limits, cleaning and invalidation of the
-- cache. So only the app writes posts: as service_role, with the author's claims, which the column's default takes the author from.
drop policy posts_write_own on public.posts;
revoke insert (body, visibility) on table public.posts from authenticated;

-- Down Migration

set local lock_timeout = '3s';
grant insert (body, visibility) on table public.posts to authenticated;
create policy posts_write_own on public.posts for insert to authenticated
  with check (author_id = (select auth.uid()));
