-- Up Migration

create table public.webhook_endpoints (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null,
  url text not null,
  sealed_secret text not null,
  -- While the secret is replaced, messages are signed with both.
  sealed_secret_before text,
  secret_before_until timestamptz,
  status text not null default 'active',
  disabled_because text,
  failures_in_a_row integer not null default 0,
  failing_since timestamptz,
  open_until timestamptz not null default '-infinity',
  created_at timestamptz not null default now(),
  constraint webhook_endpoints_once unique (user_id, url),
  constraint webhook_endpoints_url_length check (char_length(url) <= 2048),
  constraint webhook_endpoints_status_known check (status in ('active', 'disabled'))
);
create index webhook_endpoints_order on public.webhook_endpoints (user_id, created_at desc, id desc);

create table public.webhook_deliveries (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null,
  endpoint_id uuid not null references public.webhook_endpoints (id) on delete cascade,
  -- The same for every attempt and every endpoint.
  message_id text not null,
  event_type text not null,
  body text not null,
  status text not null default 'queued',
  attempts integer not null default 0,
  next_at timestamptz not null default now(),
  lease_token uuid,
  lease_until timestamptz,
  code text,
  http_status integer,
  duration_ms integer,
  created_at timestamptz not null default now(),
  done_at timestamptz,
  constraint webhook_deliveries_once unique (endpoint_id, message_id),
  constraint webhook_deliveries_status_known check (status in ('queued', 'delivering', 'delivered', 'failed')),
  constraint webhook_deliveries_body_size check (octet_length(body) < 20480)
);
create index webhook_deliveries_due on public.webhook_deliveries (next_at) where status in ('queued', 'delivering');
create index webhook_deliveries_order on public.webhook_deliveries (endpoint_id, created_at desc, id desc);

create table public.webhook_attempts (
  delivery_id uuid not null references public.webhook_deliveries (id) on delete cascade,
  attempt integer not null,
  user_id uuid not null,
  code text not null,
  http_status integer,
  duration_ms integer not null,
  attempted_at timestamptz not null default now(),
  primary key (delivery_id, attempt)
);

alter table public.webhook_endpoints enable row level security;
alter table public.webhook_endpoints force row level security;
alter table public.webhook_deliveries enable row level security;
alter table public.webhook_deliveries force row level security;
alter table public.webhook_attempts enable row level security;
alter table public.webhook_attempts force row level security;
create policy webhook_endpoints_read_own on public.webhook_endpoints for select to authenticated using (user_id = (select auth.uid()));
create policy webhook_deliveries_read_own on public.webhook_deliveries for select to authenticated using (user_id = (select auth.uid()));
create policy webhook_attempts_read_own on public.webhook_attempts for select to authenticated using (user_id = (select auth.uid()));
revoke all on table public.webhook_endpoints, public.webhook_deliveries, public.webhook_attempts from public, anon, authenticated, service_role;
grant select (id, user_id, url, status, disabled_because, failures_in_a_row, failing_since, open_until, created_at)
  on table public.webhook_endpoints to authenticated;
grant select (id, user_id, endpoint_id, message_id, event_type, status, attempts, next_at, code, http_status, duration_ms, created_at, done_at)
  on table public.webhook_deliveries to authenticated;
grant select on table public.webhook_attempts to authenticated;
grant select, insert, update, delete on table public.webhook_endpoints, public.webhook_deliveries, public.webhook_attempts to service_role;

-- Down Migration

drop table public.webhook_attempts;
drop table public.webhook_deliveries;
drop table public.webhook_endpoints;
