-- Up Migration

create table public.rate_limit_counters (
  key text primary key,
  passed timestamptz[] not null default '{}',
  expires_at timestamptz not null,
  constraint rate_limit_counters_key_length check (char_length(key) <= 300)
);

comment on table public.rate_limit_counters is 'Times of the requests that passed a limit, for limits that outlast Redis. No array is longer than its limit.';

create index rate_limit_counters_expires_at on public.rate_limit_counters (expires_at);

alter table public.rate_limit_counters enable row level security;
alter table public.rate_limit_counters force row level security;

revoke all on table public.rate_limit_counters from public, anon, authenticated, service_role;
grant select, insert, update, delete on table public.rate_limit_counters to service_role;

-- Counts one request against all of `asked` ([{index, key, limit, window_ms}]), or against none if one of them is full: an exact sliding
-- window. The insert locks the counters in key order, so that two requests can neither take the same place nor deadlock.
create function public.count_requests(asked jsonb) returns table (index integer, has_room boolean, remaining integer, reset_ms integer)
language plpgsql volatile security invoker
set search_path = ''
as $$
declare
  moment timestamptz;
  passes boolean;
begin
  insert into public.rate_limit_counters as c (key, expires_at)
  select a.key, pg_catalog.clock_timestamp() + a.window_ms * interval '1 millisecond'
  from pg_catalog.jsonb_to_recordset(asked) as a (key text, window_ms bigint)
  order by a.key
  on conflict (key) do update set expires_at = greatest(c.expires_at, excluded.expires_at);

  moment := pg_catalog.clock_timestamp();
  update public.rate_limit_counters c
  set passed = array(select t from pg_catalog.unnest(c.passed) t where t > moment - a.window_ms * interval '1 millisecond' order by t)
  from pg_catalog.jsonb_to_recordset(asked) as a (key text, window_ms bigint)
  where c.key = a.key;

  select pg_catalog.bool_and(cardinality(c.passed) < a."limit") into passes
  from pg_catalog.jsonb_to_recordset(asked) as a (key text, "limit" integer)
  join public.rate_limit_counters c on c.key = a.key;

  return query
  select a.index, cardinality(c.passed) < a."limit",
    a."limit" - cardinality(c.passed) - case when passes then 1 else 0 end,
    pg_catalog.ceil(a.window_ms - coalesce(extract(epoch from moment - c.passed[1]) * 1000, 0))::integer
  from pg_catalog.jsonb_to_recordset(asked) as a (index integer, key text, "limit" integer, window_ms bigint)
  join public.rate_limit_counters c on c.key = a.key;

  if passes then
    update public.rate_limit_counters c
    set passed = c.passed || moment
    from pg_catalog.jsonb_to_recordset(asked) as a (key text)
    where c.key = a.key;
  end if;
end
$$;

revoke all on function public.count_requests(jsonb) from public, anon, authenticated, service_role;
grant execute on function public.count_requests(jsonb) to service_role;

-- Deletes at most one batch of counters whose window has ended, and returns how many. Counters in use are skipped.
create function public.delete_expired_rate_limits(batch_size integer) returns integer
language plpgsql volatile security invoker
set search_path = ''
as $$
declare
  deleted integer;
begin
  delete from public.rate_limit_counters
  where key in (
    select key from public.rate_limit_counters
    where expires_at < pg_catalog.now()
    order by expires_at
    limit batch_size
    for update skip locked
  );
  get diagnostics deleted = row_count;
  return deleted;
end
$$;

revoke all on function public.delete_expired_rate_limits(integer) from public, anon, authenticated, service_role;
grant execute on function public.delete_expired_rate_limits(integer) to service_role;

-- Down Migration

drop function public.delete_expired_rate_limits(integer);
drop function public.count_requests(jsonb);
drop table public.rate_limit_counters;
