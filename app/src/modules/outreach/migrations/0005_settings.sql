-- Up Migration

set local lock_timeout = '3s';

-- Counts the changes of what the mails of a campaign are made of: a worker that finds another number in its cache reads again.
alter table public.campaigns add column settings_version integer not null default 1;
alter table public.campaigns add column signature text not null default '';
alter table public.campaigns add constraint campaigns_signature_length check (char_length(signature) <= 1000) not valid;
alter table public.campaigns validate constraint campaigns_signature_length;

create table public.preferences (
  user_id uuid primary key,
  signature text not null default '',
  daily_quota integer not null default 1000,
  updated_at timestamptz not null default now(),
  constraint preferences_signature_length check (char_length(signature) <= 1000),
  constraint preferences_daily_quota_range check (daily_quota between 1 and 100000)
);
comment on table public.preferences is 'What a user wants for new campaigns and senders. Users without a row have the defaults.';

alter table public.preferences enable row level security;
alter table public.preferences force row level security;
create policy preferences_read_own on public.preferences for select to authenticated using (user_id = (select auth.uid()));
revoke all on table public.preferences from public, anon, authenticated, service_role;
grant select on table public.preferences to authenticated;
grant select, insert, update, delete on table public.preferences to service_role;

-- Down Migration

set local lock_timeout = '3s';
drop table public.preferences;
alter table public.campaigns drop constraint campaigns_signature_length;
alter table public.campaigns drop column signature;
alter table public.campaigns drop column settings_version;
