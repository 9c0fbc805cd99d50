-- Up Migration

create table public.research_requests (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null,
  topic text not null,
  status text not null default 'queued',
  progress smallint not null default 0,
  month date not null,
  holds_quota boolean not null default true,
  error_code text,
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  constraint research_requests_status_known check (status in ('queued', 'running', 'done', 'failed', 'cancelled')),
  constraint research_requests_topic_length check (char_length(topic) between 3 and 300),
  constraint research_requests_progress_range check (progress between 0 and 100),
  constraint research_requests_ended check ((status in ('done', 'failed', 'cancelled')) = (ended_at is not null))
);
create index research_requests_user on public.research_requests (user_id, status);
create index research_requests_status on public.research_requests (status) where status in ('queued', 'running');
create index research_requests_ended_at on public.research_requests (ended_at) where ended_at is not null;

-- The steps of a research, in order; its stream sends them.
create table public.research_steps (
  research_id uuid not null references public.research_requests (id) on delete cascade,
  place integer not null,
  user_id uuid not null,
  step text not null,
  progress smallint not null,
  at timestamptz not null default clock_timestamp(),
  primary key (research_id, place)
);

create table public.analyses (
  id uuid primary key default gen_random_uuid(),
  research_id uuid not null unique references public.research_requests (id) on delete cascade,
  user_id uuid not null,
  status text not null default 'ready',
  report jsonb not null,
  created_at timestamptz not null default now(),
  constraint analyses_status_known check (status in ('ready', 'archived'))
);
create index analyses_user on public.analyses (user_id, status);

create table public.research_quotas (
  user_id uuid not null,
  month date not null,
  used integer not null,
  primary key (user_id, month),
  constraint research_quotas_used_range check (used >= 0)
);

alter table public.research_requests enable row level security;
alter table public.research_requests force row level security;
alter table public.research_steps enable row level security;
alter table public.research_steps force row level security;
alter table public.analyses enable row level security;
alter table public.analyses force row level security;
alter table public.research_quotas enable row level security;
alter table public.research_quotas force row level security;

create policy research_requests_read_own on public.research_requests for select to authenticated using (user_id = (select auth.uid()));
create policy research_steps_read_own on public.research_steps for select to authenticated using (user_id = (select auth.uid()));
create policy analyses_read_own on public.analyses for select to authenticated using (user_id = (select auth.uid()));
create policy research_quotas_read_own on public.research_quotas for select to authenticated using (user_id = (select auth.uid()));

revoke all on table public.research_requests, public.research_steps, public.analyses, public.research_quotas from public, anon, authenticated, service_role;
grant select on table public.research_requests, public.research_steps, public.analyses, public.research_quotas to authenticated;
grant select, insert, update, delete on table public.research_requests, public.research_steps, public.analyses, public.research_quotas to service_role;

-- Ends a running research and, unless it is done, returns its place in the month's quota. False if it had already ended.
create function public.end_research(research uuid, ending text, code text) returns boolean
language plpgsql volatile security invoker
set search_path = ''
as $$
declare
  ended public.research_requests;
begin
  update public.research_requests r
  set status = ending, error_code = code, ended_at = pg_catalog.clock_timestamp(), holds_quota = (ending = 'done'),
    progress = case when ending = 'done' then 100 else r.progress end
  where r.id = research and r.status in ('queued', 'running')
  returning * into ended;
  if not found then
    return false;
  end if;
  insert into public.research_steps (research_id, place, user_id, step, progress)
  select ended.id, coalesce(max(s.place), 0) + 1, ended.user_id, ending, ended.progress from public.research_steps s where s.research_id = ended.id;
  if ending <> 'done' then
    update public.research_quotas q set used = q.used - 1 where q.user_id = ended.user_id and q.month = ended.month and q.used > 0;
  end if;
  return true;
end
$$;

revoke all on function public.end_research(uuid, text, text) from public, anon, authenticated, service_role;
grant execute on function public.end_research(uuid, text, text) to service_role;

-- Deletes at most one batch of research that ended 180 days ago, with its steps and analysis.
create function public.delete_old_research(batch_size integer) returns integer
language plpgsql volatile security invoker
set search_path = ''
as $$
declare
  deleted integer;
begin
  delete from public.research_requests r where r.id in (
    select o.id from public.research_requests o where o.ended_at < pg_catalog.now() - interval '180 days' limit batch_size for update skip locked);
  get diagnostics deleted = row_count;
  return deleted;
end
$$;

revoke all on function public.delete_old_research(integer) from public, anon, authenticated, service_role;
grant execute on function public.delete_old_research(integer) to service_role;

-- Down Migration

drop function public.delete_old_research(integer);
drop function public.end_research(uuid, text, text);
drop table public.research_quotas;
drop table public.analyses;
drop table public.research_steps;
drop table public.research_requests;
