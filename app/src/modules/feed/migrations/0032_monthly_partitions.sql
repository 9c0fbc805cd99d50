-- Up Migration

set local lock_timeout = '3s';

-- Partitions are in the schema internal: the API's roles see the partitioned tables, but not the months.
alter table public.usage_events rename to usage_events_unpartitioned;
alter index public.usage_events_pkey rename to usage_events_unpartitioned_pkey;
alter index public.usage_events_occurred_at rename to usage_events_unpartitioned_occurred_at;
alter index public.usage_events_user rename to usage_events_unpartitioned_user;

create table public.usage_events (
  id bigint generated always as identity,
  event text not null,
  quantity integer not null default 1,
  user_id uuid,
  meta jsonb not null default '{}',
  occurred_at timestamptz not null default now(),
  primary key (id, occurred_at),
  constraint usage_events_event_name check (event ~ '^[a-z][a-z0-9_.]{0,63}$'),
  constraint usage_events_quantity_positive check (quantity > 0),
  constraint usage_events_meta_size check (octet_length(meta::text) <= 4096)
) partition by range (occurred_at);
comment on table public.usage_events is 'How often what was used, counted in batches by the Worker. Kept for 30 days, a partition a month.';
create index usage_events_occurred_at on public.usage_events (occurred_at);
create index usage_events_user on public.usage_events (user_id, occurred_at desc) where user_id is not null;

create table public.rpc_observations (
  id bigint generated always as identity,
  name text not null,
  duration_ms double precision not null,
  meta jsonb not null default '{}',
  created_at timestamptz not null default now(),
  primary key (id, created_at),
  constraint rpc_observations_name_form check (name ~ '^[a-z][a-z0-9_.]{0,63}$'),
  constraint rpc_observations_meta_size check (octet_length(meta::text) <= 4096)
) partition by range (created_at);
comment on table public.rpc_observations is 'A sample of what reads took and where the answer came from (meta cache_result). Kept for 30 days, a partition a month.';
create index rpc_observations_created_at on public.rpc_observations (created_at);

alter table public.usage_events enable row level security;
alter table public.usage_events force row level security;
alter table public.rpc_observations enable row level security;
alter table public.rpc_observations force row level security;
create policy usage_events_read_own on public.usage_events for select to authenticated using (user_id = (select auth.uid()));
revoke all on table public.usage_events, public.rpc_observations from public, anon, authenticated, service_role;
grant select on table public.usage_events to authenticated;
grant select, insert, delete on table public.usage_events, public.rpc_observations to service_role;

-- The months of both tables, and when each ends.
create function public.feed_partitions() returns table (parent_name text, part text, ends timestamptz)
language sql stable security invoker
set search_path = ''
as $$
  select p.relname::text, c.relname::text,
    (pg_catalog.regexp_match(pg_catalog.pg_get_expr(c.relpartbound, c.oid), 'TO \(''([^'']+)''\)'))[1]::timestamptz
  from pg_catalog.pg_inherits i
  join pg_catalog.pg_class c on c.oid = i.inhrelid
  join pg_catalog.pg_class p on p.oid = i.inhparent
  where p.relnamespace = 'public'::pg_catalog.regnamespace and p.relname in ('usage_events', 'rpc_observations')
$$;

-- Creates the months from `keep_days` ago to two months ahead, drops those that ended earlier, and returns how many of each. Idempotent.
create function public.maintain_partitions(at timestamptz default now(), keep_days integer default 30) returns table (made integer, dropped integer)
language plpgsql volatile security definer
set search_path = ''
set lock_timeout = '2s'
as $$
declare
  parent text;
  month timestamptz;
  part record;
begin
  made := 0;
  dropped := 0;
  foreach parent in array array['usage_events', 'rpc_observations'] loop
    month := pg_catalog.date_trunc('month', (at - pg_catalog.make_interval(days => keep_days)) at time zone 'utc') at time zone 'utc';
    while month <= at + interval '2 months' loop
      if pg_catalog.to_regclass(pg_catalog.format('internal.%I', parent || pg_catalog.to_char(month at time zone 'utc', '_YYYY_MM'))) is null then
        execute pg_catalog.format('create table %I.%I partition of public.%I for values from (%L) to (%L)', 'internal',
          parent || pg_catalog.to_char(month at time zone 'utc', '_YYYY_MM'), parent, month, (month at time zone 'utc' + interval '1 month') at time zone 'utc');
        execute pg_catalog.format('alter table internal.%I enable row level security, force row level security', parent || pg_catalog.to_char(month at time zone 'utc', '_YYYY_MM'));
        execute pg_catalog.format('revoke all on table internal.%I from public, anon, authenticated, service_role', parent || pg_catalog.to_char(month at time zone 'utc', '_YYYY_MM'));
        made := made + 1;
      end if;
      month := (month at time zone 'utc' + interval '1 month') at time zone 'utc';
    end loop;
    for part in
      select p.part, p.ends from public.feed_partitions() p where p.parent_name = parent
    loop
      if part.ends <= at - pg_catalog.make_interval(days => keep_days) then
        execute pg_catalog.format('drop table internal.%I', part.part);
        dropped := dropped + 1;
      end if;
    end loop;
  end loop;
  return next;
end
$$;

-- Days until the first of the tables has no partition for new rows.
create function public.partition_days_ahead(at timestamptz default now()) returns double precision
language sql stable security invoker
set search_path = ''
as $$
  select coalesce(min(extract(epoch from newest.ends - at)) / 86400, 0)
  from (select t.name, max(p.ends) as ends
    from (values ('usage_events'), ('rpc_observations')) as t (name) left join public.feed_partitions() p on p.parent_name = t.name group by t.name) newest
$$;

-- The only way to insert: the Worker counts usage, and nobody else may report it.
create function public.log_usage_event_v2(event text, quantity integer default 1, user_id uuid default null, meta jsonb default '{}') returns void
language sql volatile security definer
set search_path = ''
as $$
  insert into public.usage_events (event, quantity, user_id, meta) values (event, quantity, user_id, meta)
$$;

create or replace function public.delete_expired_usage_events(keep interval, batch_size integer) returns integer
language plpgsql volatile security invoker
set search_path = ''
as $$
declare
  deleted integer;
  total integer;
begin
  delete from public.usage_events u where (u.id, u.occurred_at) in (
    select e.id, e.occurred_at from public.usage_events e where e.occurred_at < pg_catalog.now() - keep order by e.occurred_at limit batch_size);
  get diagnostics total = row_count;
  delete from public.rpc_observations r where (r.id, r.created_at) in (
    select o.id, o.created_at from public.rpc_observations o where o.created_at < pg_catalog.now() - keep order by o.created_at limit batch_size);
  get diagnostics deleted = row_count;
  return greatest(total, deleted);
end
$$;

revoke all on function public.feed_partitions(), public.maintain_partitions(timestamptz, integer), public.partition_days_ahead(timestamptz), public.log_usage_event_v2(text, integer, uuid, jsonb)
  from public, anon, authenticated, service_role;
grant execute on function public.feed_partitions(), public.maintain_partitions(timestamptz, integer), public.partition_days_ahead(timestamptz), public.log_usage_event_v2(text, integer, uuid, jsonb)
  to service_role;

select public.maintain_partitions();

insert into public.usage_events (event, quantity, user_id, occurred_at)
select u.event, u.quantity, u.user_id, u.occurred_at from public.usage_events_unpartitioned u
where u.occurred_at > now() - interval '30 days' and u.occurred_at < now() + interval '1 month';
drop table public.usage_events_unpartitioned;

-- Down Migration

set local lock_timeout = '3s';
create table public.usage_events_plain (
  id bigint generated always as identity primary key,
  event text not null,
  quantity integer not null default 1,
  user_id uuid,
  occurred_at timestamptz not null default now()
);
insert into public.usage_events_plain (event, quantity, user_id, occurred_at) select event, quantity, user_id, occurred_at from public.usage_events;
drop function public.log_usage_event_v2(text, integer, uuid, jsonb);
drop function public.partition_days_ahead(timestamptz);
drop function public.maintain_partitions(timestamptz, integer);
drop function public.feed_partitions();
drop table public.rpc_observations;
drop table public.usage_events;
alter table public.usage_events_plain rename to usage_events;
alter index public.usage_events_plain_pkey rename to usage_events_pkey;
alter table public.usage_events
  add constraint usage_events_event_name check (event ~ '^[a-z][a-z0-9_.]{0,63}$'),
  add constraint usage_events_quantity_positive check (quantity > 0);
create index usage_events_occurred_at on public.usage_events (occurred_at);
create index usage_events_user on public.usage_events (user_id, occurred_at desc) where user_id is not null;
alter table public.usage_events enable row level security;
alter table public.usage_events force row level security;
create policy usage_events_read_own on public.usage_events for select to authenticated using (user_id = (select auth.uid()));
revoke all on table public.usage_events from public, anon, authenticated, service_role;
grant select on table public.usage_events to authenticated;
grant select, insert, delete on table public.usage_events to service_role;
create or replace function public.delete_expired_usage_events(keep interval, batch_size integer) returns integer
language plpgsql volatile security invoker
set search_path = ''
as $$
declare
  deleted integer;
begin
  delete from public.usage_events
  where id in (
    select id from public.usage_events
    where occurred_at < pg_catalog.now() - keep
    order by occurred_at
    limit batch_size
  );
  get diagnostics deleted = row_count;
  return deleted;
end
$$;
