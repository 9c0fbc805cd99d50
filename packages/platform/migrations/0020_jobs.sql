-- Up Migration

-- Work to do after a commit, at least once. It is also the outbox: a row is written in the same transaction as the change that it belongs to.
create table public.jobs (
  id uuid primary key default gen_random_uuid(),
  kind text not null,
  key text not null,
  tenant text not null default '',
  payload jsonb not null,
  status text not null default 'queued',
  priority smallint not null default 0,
  run_at timestamptz not null default now(),
  attempts integer not null default 0,
  max_attempts integer not null,
  lease_token uuid,
  lease_until timestamptz,
  error_code text,
  created_at timestamptz not null default now(),
  done_at timestamptz,
  constraint jobs_status_known check (status in ('queued', 'running', 'done', 'dead')),
  constraint jobs_kind_length check (char_length(kind) between 1 and 100),
  constraint jobs_key_length check (char_length(key) between 1 and 300),
  constraint jobs_tenant_length check (char_length(tenant) <= 300),
  constraint jobs_payload_size check (octet_length(payload::text) <= 262144),
  constraint jobs_max_attempts_range check (max_attempts between 1 and 1000),
  constraint jobs_leased_while_running check ((status = 'running') = (lease_token is not null and lease_until is not null)),
  constraint jobs_ended_when_done check ((status in ('done', 'dead')) = (done_at is not null))
);

comment on table public.jobs is 'Delivered at least once. Every result is written under the lease token of its attempt.';

create index jobs_ready on public.jobs (kind, tenant, priority desc, run_at) where status = 'queued';
create index jobs_oldest on public.jobs (run_at, priority) where status = 'queued';
create index jobs_leases on public.jobs (lease_until) where status = 'running';
create unique index jobs_alive on public.jobs (kind, key) where status in ('queued', 'running');
create index jobs_ended on public.jobs (status, done_at) where status in ('done', 'dead');

alter table public.jobs enable row level security;
alter table public.jobs force row level security;

revoke all on table public.jobs from public, anon, authenticated, service_role;
grant select, insert, update, delete on table public.jobs to service_role;

-- Claims up to `most` due jobs. `wanted` is [{kind, at_once, at_once_per_tenant, lease_ms}]. The tenants of a kind take turns, so that no tenant
-- waits for another's ten thousand jobs. Claims run one at a time: two concurrent ones could exceed a limit together.
create function public.claim_jobs(wanted jsonb, most integer)
returns table (id uuid, kind text, key text, tenant text, payload jsonb, attempt integer, max_attempts integer, lease_token uuid)
language plpgsql volatile security invoker
set search_path = ''
as $$
#variable_conflict use_column
begin
  perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('public.claim_jobs', 0));
  return query
  with recursive kinds as (
    select k.kind, k.at_once, k.at_once_per_tenant, k.lease_ms
    from pg_catalog.jsonb_to_recordset(wanted) as k (kind text, at_once integer, at_once_per_tenant integer, lease_ms integer)
  ), busy as (
    select j.kind, j.tenant, count(*)::integer as running from public.jobs j where j.status = 'running' group by j.kind, j.tenant
  ), tenants (kind, tenant) as (
    select k.kind, (select min(j.tenant) from public.jobs j where j.status = 'queued' and j.kind = k.kind) from kinds k
    union all
    select t.kind, (select min(j.tenant) from public.jobs j where j.status = 'queued' and j.kind = t.kind and j.tenant > t.tenant)
    from tenants t where t.tenant is not null
  ), due as (
    select d.id, k.kind, k.at_once, d.priority, d.run_at,
      row_number() over (partition by k.kind order by d.turn, d.priority desc, d.run_at) as place
    from tenants t
    join kinds k on k.kind = t.kind
    left join busy b on b.kind = t.kind and b.tenant = t.tenant
    cross join lateral (
      select j.id, j.priority, j.run_at, row_number() over (order by j.priority desc, j.run_at) as turn
      from public.jobs j
      where j.status = 'queued' and j.kind = t.kind and j.tenant = t.tenant and j.run_at <= pg_catalog.clock_timestamp()
      order by j.priority desc, j.run_at
      limit greatest(0, least(most, k.at_once_per_tenant - coalesce(b.running, 0)))
    ) d
  ), chosen as (
    select d.id from due d
    where d.place <= d.at_once - coalesce((select sum(b.running) from busy b where b.kind = d.kind), 0)
    order by d.priority desc, d.run_at
    limit most
  ), free as (
    select j.id from public.jobs j
    where j.id in (select c.id from chosen c) and j.status = 'queued'
    for update skip locked
  )
  update public.jobs j
  set status = 'running', attempts = j.attempts + 1, lease_token = pg_catalog.gen_random_uuid(),
    lease_until = pg_catalog.clock_timestamp() + k.lease_ms * interval '1 millisecond'
  from free f, kinds k
  where j.id = f.id and k.kind = j.kind
  returning j.id, j.kind, j.key, j.tenant, j.payload, j.attempts, j.max_attempts, j.lease_token;
end
$$;

revoke all on function public.claim_jobs(jsonb, integer) from public, anon, authenticated, service_role;
grant execute on function public.claim_jobs(jsonb, integer) to service_role;

-- Jobs whose lease has expired return to the queue, or are dead if that was their last attempt.
create function public.release_lost_jobs(batch_size integer) returns table (id uuid, kind text, key text, status text)
language sql volatile security invoker
set search_path = ''
as $$
  with lost as (
    select j.id from public.jobs j
    where j.status = 'running' and j.lease_until < pg_catalog.clock_timestamp()
    order by j.lease_until
    limit batch_size
    for update skip locked
  )
  update public.jobs j
  set status = case when j.attempts >= j.max_attempts then 'dead' else 'queued' end,
    done_at = case when j.attempts >= j.max_attempts then pg_catalog.clock_timestamp() end,
    lease_token = null, lease_until = null, error_code = 'LEASE_LOST'
  from lost
  where j.id = lost.id
  returning j.id, j.kind, j.key, j.status
$$;

revoke all on function public.release_lost_jobs(integer) from public, anon, authenticated, service_role;
grant execute on function public.release_lost_jobs(integer) to service_role;

-- Deletes at most one batch of jobs that ended with that status more than `keep` ago, and returns how many.
create function public.delete_ended_jobs(ended text, keep interval, batch_size integer) returns integer
language plpgsql volatile security invoker
set search_path = ''
as $$
declare
  deleted integer;
begin
  delete from public.jobs
  where id in (
    select j.id from public.jobs j
    where j.status = ended and j.status in ('done', 'dead') and j.done_at < pg_catalog.now() - keep
    order by j.done_at
    limit batch_size
    for update skip locked
  );
  get diagnostics deleted = row_count;
  return deleted;
end
$$;

revoke all on function public.delete_ended_jobs(text, interval, integer) from public, anon, authenticated, service_role;
grant execute on function public.delete_ended_jobs(text, interval, integer) to service_role;

-- Down Migration

drop function public.delete_ended_jobs(text, interval, integer);
drop function public.release_lost_jobs(integer);
drop function public.claim_jobs(jsonb, integer);
drop table public.jobs;
