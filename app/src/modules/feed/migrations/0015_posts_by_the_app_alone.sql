-- Up Migration

set local lock_timeout = '3s';

-- Through Supabase's Data API, anyone with a token can write whatever role authenticated may write, bypassing the app's limits, text cleaning and
-- cache invalidation. So only the app writes posts: as service_role, with the author's claims, from which the column's default reads the author.
drop policy posts_write_own on public.posts;
revoke insert (body, visibility) on table public.posts from authenticated;

-- Down Migration

set local lock_timeout = '3s';
grant insert (body, visibility) on table public.posts to authenticated;
create policy posts_write_own on public.posts for insert to authenticated
  with check (author_id = (select auth.uid()));
