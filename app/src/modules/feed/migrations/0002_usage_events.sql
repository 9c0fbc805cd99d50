-- Up Migration

create table public.usage_events (
  id bigint generated always as identity primary key,
  event text not null,
  quantity integer not null default 1,
  user_id uuid,
  occurred_at timestamptz not null default now(),
  constraint usage_events_event_name check (event ~ '^[a-z][a-z0-9_.]{0,63}$'),
  constraint usage_events_quantity_positive check (quantity > 0)
);

comment on table public.usage_events is 'How often what was used, counted in batches by the Worker. Kept for 30 days.';

create index usage_events_occurred_at on public.usage_events (occurred_at);
create index usage_events_user on public.usage_events (user_id, occurred_at desc) where user_id is not null;

alter table public.usage_events enable row level security;

create policy usage_events_read_own on public.usage_events for select to authenticated
  using (user_id = (select auth.uid()));

-- Only the Worker writes, as service_role: a browser could forge the numbers.
revoke all on table public.usage_events from public, anon, authenticated, service_role;
grant select on table public.usage_events to authenticated;
grant select, insert, delete on table public.usage_events to service_role;

-- Deletes at most one batch of rows older than `keep` and returns how many: short transactions hold locks only briefly.
create function public.delete_expired_usage_events(keep interval, batch_size integer) returns integer
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

revoke all on function public.delete_expired_usage_events(interval, integer) from public, anon, authenticated, service_role;
grant execute on function public.delete_expired_usage_events(interval, integer) to service_role;

-- Down Migration

drop function public.delete_expired_usage_events(interval, integer);
drop table public.usage_events;
