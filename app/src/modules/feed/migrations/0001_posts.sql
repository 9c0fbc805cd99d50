-- Up Migration

create table public.posts (
  id uuid primary key default gen_random_uuid(),
  author_id uuid not null default auth.uid(),
  body text not null,
  visibility text not null default 'public',
  created_at timestamptz not null default now(),
  constraint posts_body_length check (char_length(body) between 1 and 2000),
  constraint posts_visibility_known check (visibility in ('public', 'private'))
);

comment on table public.posts is 'What people wrote. Public posts are for everyone, private ones for their author alone.';

-- The order of the feed; pages are found by (created_at, id), never by offset.
create index posts_feed_order on public.posts (created_at desc, id desc);
create index posts_author_order on public.posts (author_id, created_at desc, id desc);

alter table public.posts enable row level security;

-- `(select auth.uid())` is evaluated once per statement, a bare auth.uid() once per row.
create policy posts_read_public on public.posts for select to anon, authenticated
  using (visibility = 'public');
create policy posts_read_own on public.posts for select to authenticated
  using (author_id = (select auth.uid()));
create policy posts_write_own on public.posts for insert to authenticated
  with check (author_id = (select auth.uid()));

-- Supabase's default privileges grant these roles everything on new tables; all of it is revoked.
revoke all on table public.posts from public, anon, authenticated, service_role;
grant select on table public.posts to anon, authenticated;
grant insert (body, visibility) on table public.posts to authenticated;
grant select, insert, update, delete on table public.posts to service_role;

-- A page of the posts that the caller may see, newest first, strictly after the given position.
create function public.feed_page(
  page_size integer,
  before_created_at timestamptz default null,
  before_id uuid default null
) returns setof public.posts
language sql stable security invoker
set search_path = ''
as $$
  select p.*
  from public.posts p
  where (p.created_at, p.id) < (
    coalesce(before_created_at, 'infinity'::timestamptz),
    coalesce(before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
  )
  order by p.created_at desc, p.id desc
  limit least(greatest(page_size, 1), 101)
$$;

revoke all on function public.feed_page(integer, timestamptz, uuid) from public, anon, authenticated, service_role;
grant execute on function public.feed_page(integer, timestamptz, uuid) to anon, authenticated, service_role;

-- Down Migration

drop function public.feed_page(integer, timestamptz, uuid);
drop table public.posts;
