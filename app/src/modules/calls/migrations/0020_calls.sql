-- Up Migration

-- Who owns an agent's calls: an account or assistant at a vendor belongs to one user.
create table public.call_agents (
  vendor text not null,
  vendor_agent_id text not null,
  owner_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (vendor, vendor_agent_id),
  constraint call_agents_vendor_known check (vendor in ('vapi', 'twilio'))
);
create index call_agents_owner on public.call_agents (owner_id);

-- A later event must not undo this: an event with a lower rank changes nothing.
create function public.call_status_rank(status text) returns integer
language sql immutable strict security invoker
set search_path = ''
as $$
  select coalesce(pg_catalog.array_position(array['scheduled', 'queued', 'ringing', 'in-progress', 'forwarding', 'ended'], status), 0)
$$;

create table public.calls (
  id uuid primary key default gen_random_uuid(),
  vendor text not null,
  vendor_call_id text not null,
  owner_id uuid,
  status text not null default 'scheduled',
  started_at timestamptz,
  ended_at timestamptz,
  ended_reason text,
  summary text,
  cost_usd numeric(12, 6),
  last_event_at timestamptz,
  created_at timestamptz not null default now(),
  constraint calls_vendor_call unique (vendor, vendor_call_id),
  constraint calls_vendor_known check (vendor in ('vapi', 'twilio')),
  constraint calls_status_known check (public.call_status_rank(status) > 0)
);
create index calls_owner_order on public.calls (owner_id, created_at desc, id desc);
create index calls_open on public.calls (created_at) where status <> 'ended';

create table public.call_transcripts (
  call_id uuid primary key references public.calls (id) on delete cascade,
  owner_id uuid,
  encoding text not null,
  content bytea not null,
  constraint call_transcripts_encoding_known check (encoding in ('identity', 'gzip'))
);

create table public.tool_calls (
  vendor text not null,
  vendor_tool_call_id text not null,
  vendor_call_id text not null,
  owner_id uuid,
  name text not null,
  arguments jsonb not null,
  result text,
  created_at timestamptz not null default now(),
  done_at timestamptz,
  primary key (vendor, vendor_tool_call_id)
);
create index tool_calls_call on public.tool_calls (vendor, vendor_call_id);

alter table public.call_agents enable row level security;
alter table public.call_agents force row level security;
alter table public.calls enable row level security;
alter table public.calls force row level security;
alter table public.call_transcripts enable row level security;
alter table public.call_transcripts force row level security;
alter table public.tool_calls enable row level security;
alter table public.tool_calls force row level security;

create policy calls_read_own on public.calls for select to authenticated using (owner_id = (select auth.uid()));
create policy call_transcripts_read_own on public.call_transcripts for select to authenticated using (owner_id = (select auth.uid()));

revoke all on table public.call_agents, public.calls, public.call_transcripts, public.tool_calls from public, anon, authenticated, service_role;
grant select on table public.calls, public.call_transcripts to authenticated;
grant select, insert, update, delete on table public.call_agents, public.calls, public.call_transcripts, public.tool_calls to service_role;

revoke all on function public.call_status_rank(text) from public, anon, authenticated, service_role;
grant execute on function public.call_status_rank(text) to service_role;

-- Down Migration

drop table public.tool_calls;
drop table public.call_transcripts;
drop table public.calls;
drop function public.call_status_rank(text);
drop table public.call_agents;
