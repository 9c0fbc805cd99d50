-- Up Migration

set local lock_timeout = '3s';

-- The platform's own switches, by the names that the reports use.
alter table public.system_config add column feature text, add column enabled boolean not null default true;
insert into public.system_config (key, value, feature) values ('performance_monitoring', 'true', 'performance_monitoring');

-- Requests that all isolates counted in one minute, by route. `buckets` has a count for each of bucketSeconds in packages/platform/metrics, then one for everything slower.
create table public.request_metrics (
  id bigint generated always as identity primary key,
  recorded_at timestamptz not null,
  method text not null,
  route text not null,
  requests integer not null,
  errors integer not null,
  limited integer not null,
  total_ms double precision not null,
  buckets bigint[] not null,
  constraint request_metrics_once unique (recorded_at, method, route),
  constraint request_metrics_buckets check (cardinality(buckets) = 13)
);
comment on table public.request_metrics is 'Requests of one minute by route, kept for 7 days: errors are 5xx, limited 429.';

-- One system metric at one time: cache_hit_rate (0 to 1), query_ms, connections_active, connections_used.
create table public.system_metrics (
  id bigint generated always as identity primary key,
  recorded_at timestamptz not null,
  name text not null,
  value double precision not null,
  constraint system_metrics_once unique (recorded_at, name)
);
comment on table public.system_metrics is 'Numbers of the whole system, one a minute and name, kept for 7 days.';

-- Blocked accounts and addresses: each block as it was in Redis in the last minute that it was in force.
create table public.rate_limits (
  subject text primary key,
  window_start timestamptz not null default now(),
  window_end timestamptz not null
);
comment on table public.rate_limits is 'Who was blocked for too many refused requests, and until when; kept for 7 days.';
create index rate_limits_window_end on public.rate_limits (window_end);

-- How far the counters in Redis have been written to request_metrics.
create table internal.performance_totals (
  only_row boolean primary key default true,
  totals jsonb not null,
  constraint performance_totals_one_row check (only_row)
);

alter table public.request_metrics enable row level security;
alter table public.request_metrics force row level security;
alter table public.system_metrics enable row level security;
alter table public.system_metrics force row level security;
alter table public.rate_limits enable row level security;
alter table public.rate_limits force row level security;
alter table internal.performance_totals enable row level security;
alter table internal.performance_totals force row level security;
revoke all on table public.request_metrics, public.system_metrics, public.rate_limits from public, anon, authenticated, service_role;
revoke all on table internal.performance_totals from public, anon, authenticated, service_role;
grant select, insert, update, delete on table public.request_metrics, public.system_metrics, public.rate_limits to service_role;
grant select, insert, update on table internal.performance_totals to service_role;

-- The time in milliseconds that this share of the requests stayed under, by linear interpolation within a bucket.
create function public.bucket_quantile_ms(buckets bigint[], share double precision) returns double precision
language sql immutable strict security invoker
set search_path = ''
as $$
  with bounds as (
    select b.n, u.place,
      (array[0, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10])[u.place] as lower_bound,
      (array[0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 10])[u.place] as upper_bound,
      sum(b.n) over (order by u.place) as up_to
    from pg_catalog.generate_series(1, 13) as u (place)
    cross join lateral (select coalesce(buckets[u.place], 0)) as b (n)
  ), wanted as (
    select share * max(up_to) as rank from bounds
  )
  select 1000 * (b.lower_bound + (b.upper_bound - b.lower_bound) * ((w.rank - (b.up_to - b.n)) / b.n))::double precision
  from bounds b, wanted w
  where b.n > 0 and b.up_to >= w.rank
  order by b.place
  limit 1
$$;

create view public.performance_summary with (security_invoker = true) as
with hours as (
  select pg_catalog.date_trunc('hour', r.recorded_at) as hour, sum(r.requests) as requests, sum(r.errors) as errors,
    sum(r.limited) as limited, sum(r.total_ms) / nullif(sum(r.requests), 0) as avg_response_time
  from public.request_metrics r group by 1
), spread as (
  select pg_catalog.date_trunc('hour', r.recorded_at) as hour, b.place, sum(b.n)::bigint as n
  from public.request_metrics r cross join lateral pg_catalog.unnest(r.buckets) with ordinality as b (n, place)
  group by 1, 2
), quantiles as (
  select s.hour, pg_catalog.array_agg(s.n order by s.place) as buckets from spread s group by s.hour
), systems as (
  select pg_catalog.date_trunc('hour', m.recorded_at) as hour,
    avg(m.value) filter (where m.name = 'cache_hit_rate') as cache_hit_rate,
    avg(m.value) filter (where m.name = 'query_ms') as avg_query_time,
    max(m.value) filter (where m.name = 'connections_active') as max_connections
  from public.system_metrics m group by 1
)
select h.hour, h.requests, h.errors, h.limited, h.errors::double precision / nullif(h.requests, 0) as error_rate, h.avg_response_time,
  public.bucket_quantile_ms(q.buckets, 0.95) as p95_response_time, public.bucket_quantile_ms(q.buckets, 0.99) as p99_response_time,
  s.cache_hit_rate, s.avg_query_time, s.max_connections
from hours h
join quantiles q on q.hour = h.hour
left join systems s on s.hour = h.hour;
comment on view public.performance_summary is 'One row an hour; times in milliseconds, rates from 0 to 1.';

-- Requests refused by rate limits in the last hour; older ones are in request_metrics.
create view public.rate_limit_logs with (security_invoker = true) as
select r.method || ' ' || r.route as key, r.limited as refused, r.recorded_at as created_at
from public.request_metrics r
where r.limited > 0 and r.recorded_at > pg_catalog.now() - interval '1 hour';

-- Routes that are slow (mean above 200 ms, p95 above 400 ms) or fail (above 1 %), worst first.
create function public.get_performance_bottlenecks(hours integer default 1)
returns table (method text, route text, requests bigint, avg_response_time double precision, p95_response_time double precision, error_rate double precision, issue text)
language sql stable security invoker
set search_path = ''
as $$
  with routes as (
    select r.method, r.route, sum(r.requests) as requests, sum(r.errors)::double precision / sum(r.requests) as error_rate,
      sum(r.total_ms) / sum(r.requests) as mean
    from public.request_metrics r
    where r.recorded_at > pg_catalog.now() - pg_catalog.make_interval(hours => hours)
    group by r.method, r.route having sum(r.requests) > 0
  ), spread as (
    select r.method, r.route, b.place, sum(b.n)::bigint as n
    from public.request_metrics r cross join lateral pg_catalog.unnest(r.buckets) with ordinality as b (n, place)
    where r.recorded_at > pg_catalog.now() - pg_catalog.make_interval(hours => hours)
    group by 1, 2, 3
  ), judged as (
    select o.method, o.route, o.requests, o.mean, o.error_rate,
      (select public.bucket_quantile_ms(pg_catalog.array_agg(s.n order by s.place), 0.95) from spread s where s.method = o.method and s.route = o.route) as p95
    from routes o
  )
  select j.method, j.route, j.requests, j.mean, j.p95, j.error_rate,
    pg_catalog.concat_ws(', ', case when j.mean > 200 then 'mean above 200 ms' end, case when j.p95 > 400 then 'p95 above 400 ms' end,
      case when j.error_rate > 0.01 then 'errors above 1 %' end)
  from judged j
  where j.mean > 200 or j.p95 > 400 or j.error_rate > 0.01
  order by j.error_rate > 0.01 desc, j.mean * j.requests desc
$$;

create function public.get_performance_metrics(hours integer default 24) returns table (metric text, value double precision)
language sql stable security invoker
set search_path = ''
as $$
  with recent as (
    select * from public.request_metrics r where r.recorded_at > pg_catalog.now() - pg_catalog.make_interval(hours => hours)
  ), sums as (
    select sum(requests) as requests, sum(errors) as errors, sum(limited) as limited, sum(total_ms) as total_ms from recent
  ), spread as (
    select pg_catalog.array_agg(one.n order by one.place) as buckets
    from (
      select b.place, sum(b.n)::bigint as n
      from recent r cross join lateral pg_catalog.unnest(r.buckets) with ordinality as b (n, place) group by b.place
    ) one
  )
  select m.metric, m.value from sums, spread cross join lateral (values
    ('requests', coalesce(sums.requests, 0)::double precision),
    ('limited', coalesce(sums.limited, 0)::double precision),
    ('error_rate', sums.errors::double precision / nullif(sums.requests, 0)),
    ('avg_response_time', sums.total_ms / nullif(sums.requests, 0)),
    ('p95_response_time', public.bucket_quantile_ms(spread.buckets, 0.95)),
    ('p99_response_time', public.bucket_quantile_ms(spread.buckets, 0.99))) as m (metric, value)
  union all
  select 'avg_' || s.name, avg(s.value) from public.system_metrics s
  where s.recorded_at > pg_catalog.now() - pg_catalog.make_interval(hours => hours) group by s.name
$$;

-- Deletes older rows and returns how many. At most `batch_size` per table, so that a backlog does not become a long transaction.
create function public.cleanup_performance_data(days integer default 7, batch_size integer default 50000) returns integer
language plpgsql volatile security invoker
set search_path = ''
as $$
declare
  ended timestamptz := pg_catalog.now() - pg_catalog.make_interval(days => greatest(days, 1));
  deleted integer;
  total integer := 0;
begin
  delete from public.request_metrics r where r.id in
    (select o.id from public.request_metrics o where o.recorded_at < ended order by o.recorded_at limit batch_size);
  get diagnostics deleted = row_count;
  total := total + deleted;
  delete from public.system_metrics s where s.id in
    (select o.id from public.system_metrics o where o.recorded_at < ended order by o.recorded_at limit batch_size);
  get diagnostics deleted = row_count;
  total := total + deleted;
  delete from public.rate_limits l where l.subject in
    (select o.subject from public.rate_limits o where o.window_end < ended order by o.window_end limit batch_size);
  get diagnostics deleted = row_count;
  return total + deleted;
end
$$;

revoke all on table public.performance_summary, public.rate_limit_logs from public, anon, authenticated, service_role;
grant select on table public.performance_summary, public.rate_limit_logs to service_role;
revoke all on function public.bucket_quantile_ms(bigint[], double precision), public.get_performance_bottlenecks(integer),
  public.get_performance_metrics(integer), public.cleanup_performance_data(integer, integer) from public, anon, authenticated, service_role;
grant execute on function public.bucket_quantile_ms(bigint[], double precision), public.get_performance_bottlenecks(integer),
  public.get_performance_metrics(integer), public.cleanup_performance_data(integer, integer) to service_role;

-- Down Migration

set local lock_timeout = '3s';
drop function public.cleanup_performance_data(integer, integer);
drop function public.get_performance_metrics(integer);
drop function public.get_performance_bottlenecks(integer);
drop view public.rate_limit_logs;
drop view public.performance_summary;
drop function public.bucket_quantile_ms(bigint[], double precision);
drop table internal.performance_totals;
drop table public.rate_limits;
drop table public.system_metrics;
drop table public.request_metrics;
delete from public.system_config where key = 'performance_monitoring';
alter table public.system_config drop column enabled, drop column feature;
