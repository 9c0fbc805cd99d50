-- Up Migration

set local lock_timeout = '3s';

create table public.user_profiles (
  user_id uuid primary key,
  handle text not null,
  name text not null default '',
  bio text not null default '',
  created_at timestamptz not null default now(),
  constraint profiles_handle_unique unique (handle),
  constraint profiles_handle_form check (handle ~ '^[a-z][a-z0-9_]{2,29}$'),
  constraint profiles_name_length check (char_length(name) <= 100),
  constraint profiles_bio_length check (char_length(bio) <= 500)
);
comment on table public.user_profiles is 'How somebody is shown to others. Read through the app alone: nobody gets a list of all people.';

create table public.follows (
  follower_id uuid not null,
  followee_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (follower_id, followee_id),
  constraint follows_somebody_else check (follower_id <> followee_id)
);
create index follows_followers on public.follows (followee_id, follower_id);

create table public.blocks (
  blocker_id uuid not null,
  blocked_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (blocker_id, blocked_id),
  constraint blocks_somebody_else check (blocker_id <> blocked_id)
);
create index blocks_blocked on public.blocks (blocked_id, blocker_id);

alter table public.user_profiles enable row level security;
alter table public.user_profiles force row level security;
alter table public.follows enable row level security;
alter table public.follows force row level security;
alter table public.blocks enable row level security;
alter table public.blocks force row level security;

create policy follows_read_own on public.follows for select to authenticated using (follower_id = (select auth.uid()));
create policy blocks_read_own on public.blocks for select to authenticated using (blocker_id = (select auth.uid()));

-- Only the app writes, as service_role with the user's claims, so that Supabase's Data API cannot bypass its limits.
revoke all on table public.user_profiles, public.follows, public.blocks from public, anon, authenticated, service_role;
grant select on table public.follows, public.blocks to authenticated;
grant select, insert, update, delete on table public.user_profiles, public.follows, public.blocks to service_role;

-- Whether the transaction's user is an admin.
create function public.is_admin() returns boolean
language sql stable security invoker
set search_path = ''
as $$
  select public.has_role('admin')
$$;
revoke all on function public.is_admin() from public, anon, authenticated, service_role;
grant execute on function public.is_admin() to authenticated, service_role;

-- A page of the public posts of people whom the transaction's user follows, and of the user's own posts, newest first, strictly after the given
-- position. Fan-out on read: at most one page per followed person is read, by the author's index.
create function public.home_page(page_size integer, before_created_at timestamptz default null, before_id uuid default null) returns setof public.posts
language sql stable security invoker
set search_path = ''
as $$
  with authors as (
    (select f.followee_id as id from public.follows f where f.follower_id = (select auth.uid()) order by f.followee_id limit 2000)
    union all
    select (select auth.uid())
  )
  select p.*
  from authors a
  cross join lateral (
    select q.*
    from public.posts q
    where q.author_id = a.id and (q.visibility = 'public' or q.author_id = (select auth.uid()))
      and (q.created_at, q.id) < (coalesce(before_created_at, 'infinity'::timestamptz), coalesce(before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid))
    order by q.created_at desc, q.id desc
    limit least(greatest(page_size, 1), 101)
  ) p
  where not exists (
    select from public.blocks b where b.blocker_id = (select auth.uid()) and b.blocked_id = a.id
  )
  order by p.created_at desc, p.id desc
  limit least(greatest(page_size, 1), 101)
$$;
revoke all on function public.home_page(integer, timestamptz, uuid) from public, anon, authenticated, service_role;
grant execute on function public.home_page(integer, timestamptz, uuid) to authenticated, service_role;

-- Down Migration

set local lock_timeout = '3s';
drop function public.home_page(integer, timestamptz, uuid);
drop function public.is_admin();
drop table public.blocks;
drop table public.follows;
drop table public.user_profiles;
