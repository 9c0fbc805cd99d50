-- Up Migration

-- Events that vendors sent and that got a 2xx response. The row is written before the response, together with the job that processes it.
create table public.webhook_events (
  source text not null,
  event_id text not null,
  type text not null default '',
  subject text not null default '',
  occurred_at timestamptz,
  received_at timestamptz not null default now(),
  payload bytea,
  content_sha256 text not null,
  status text not null default 'received',
  attempts integer not null default 0,
  lease_until timestamptz,
  lease_token uuid,
  error_code text,
  done_at timestamptz,
  primary key (source, event_id),
  constraint webhook_events_status_known
    check (status in ('received', 'processing', 'done', 'failed', 'dead', 'ignored', 'unrecognised')),
  constraint webhook_events_id_length check (char_length(event_id) between 1 and 300),
  constraint webhook_events_ended_when_done check ((status in ('done', 'ignored')) = (done_at is not null))
);

comment on column public.webhook_events.payload is 'The bytes as they were signed. Personal data: removed 30 days after the event is done.';

create index webhook_events_open on public.webhook_events (status, received_at) where status not in ('done', 'ignored');
create index webhook_events_subject on public.webhook_events (source, subject, occurred_at);
create index webhook_events_done on public.webhook_events (done_at) where done_at is not null;

alter table public.webhook_events enable row level security;
alter table public.webhook_events force row level security;

revoke all on table public.webhook_events from public, anon, authenticated, service_role;
grant select, insert, update, delete on table public.webhook_events to service_role;

-- At most one batch: removes the payloads of events processed more than 30 days ago, and deletes events processed more than 180 days ago.
create function public.expire_webhook_events(batch_size integer) returns integer
language plpgsql volatile security invoker
set search_path = ''
as $$
declare
  emptied integer;
  deleted integer;
begin
  update public.webhook_events e set payload = null
  from (
    select o.source, o.event_id from public.webhook_events o
    where o.done_at < pg_catalog.now() - interval '30 days' and o.payload is not null
    limit batch_size for update skip locked
  ) old
  where e.source = old.source and e.event_id = old.event_id;
  get diagnostics emptied = row_count;
  delete from public.webhook_events e
  using (
    select o.source, o.event_id from public.webhook_events o
    where o.done_at < pg_catalog.now() - interval '180 days'
    limit batch_size for update skip locked
  ) old
  where e.source = old.source and e.event_id = old.event_id;
  get diagnostics deleted = row_count;
  return greatest(emptied, deleted);
end
$$;

revoke all on function public.expire_webhook_events(integer) from public, anon, authenticated, service_role;
grant execute on function public.expire_webhook_events(integer) to service_role;

-- Down Migration

drop function public.expire_webhook_events(integer);
drop table public.webhook_events;
