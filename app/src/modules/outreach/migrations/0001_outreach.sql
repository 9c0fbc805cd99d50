-- Up Migration

set local lock_timeout = '3s';

-- One plain ASCII address whose domain has at least two labels. Before sending, the app checks it again with a parser.
create function public.is_valid_email(address text) returns boolean
language sql immutable parallel safe security invoker
set search_path = ''
as $$
  select coalesce(
    pg_catalog.length(address) <= 254
    and address operator(pg_catalog.~) '^[A-Za-z0-9.!#$%&''*+/=?^_`{|}~-]{1,64}@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]*[A-Za-z][A-Za-z0-9-]*$'
    and address operator(pg_catalog.!~) '(^\.|\.\.|\.@|-$)',
    false)
$$;

create table public.accounts (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null,
  address text not null,
  name text not null default '',
  daily_quota integer not null,
  emails_sent_today integer not null default 0,
  counted_on date not null default current_date,
  -- How many places the last reservation got; the reserving statement returns it.
  last_granted integer not null default 0,
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  constraint accounts_address_once unique (user_id, address),
  constraint accounts_address_valid check (public.is_valid_email(address)),
  constraint accounts_name_length check (char_length(name) <= 100),
  constraint accounts_quota_range check (daily_quota between 1 and 100000),
  constraint accounts_sent_range check (emails_sent_today >= 0)
);
comment on table public.accounts is 'Senders of mails, each with a quota a day.';
create index accounts_active on public.accounts (user_id, is_active) where is_active;

create table public.campaigns (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null,
  account_id uuid references public.accounts (id),
  -- Unsubscribing removes a person from this list: its other campaigns send them nothing either.
  list_id uuid not null default gen_random_uuid(),
  name text not null,
  subject text not null,
  body text not null,
  status text not null default 'draft',
  created_at timestamptz not null default now(),
  constraint campaigns_status_known check (status in ('draft', 'active', 'paused', 'completed')),
  constraint campaigns_name_length check (char_length(name) between 1 and 100),
  constraint campaigns_subject_length check (char_length(subject) between 1 and 200),
  constraint campaigns_body_length check (char_length(body) between 1 and 20000)
);
create index campaigns_active on public.campaigns (user_id, status) where status = 'active';
create index campaigns_order on public.campaigns (user_id, created_at desc, id desc);
create index campaigns_account on public.campaigns (account_id);

create table public.leads (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null,
  campaign_id uuid references public.campaigns (id),
  email text not null,
  name text not null default '',
  status text not null default 'new',
  created_at timestamptz not null default now(),
  constraint leads_once unique nulls not distinct (user_id, email, campaign_id),
  constraint leads_email_valid check (public.is_valid_email(email) and email = lower(email)),
  constraint leads_name_length check (char_length(name) <= 200),
  constraint leads_status_known check (status in ('new', 'contacted', 'replied', 'bounced', 'unsubscribed'))
);
create index leads_campaign_status on public.leads (campaign_id, status);
create index leads_order on public.leads (user_id, created_at desc, id desc);
create index leads_campaign_order on public.leads (campaign_id, created_at desc, id desc);

create table public.emails (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null,
  campaign_id uuid not null references public.campaigns (id),
  lead_id uuid not null references public.leads (id),
  account_id uuid references public.accounts (id),
  status text not null default 'queued',
  attempts integer not null default 0,
  not_before timestamptz not null default now(),
  lease_token uuid,
  lease_until timestamptz,
  first_tried_at timestamptz,
  unsubscribe_hash text,
  provider_id text,
  error_code text,
  created_at timestamptz not null default now(),
  done_at timestamptz,
  constraint emails_once unique (campaign_id, lead_id),
  constraint emails_unsubscribe_hash unique (unsubscribe_hash),
  constraint emails_status_known check (
    status in ('queued', 'reserved', 'sending', 'sent', 'bounced', 'failed', 'suppressed', 'unknown'))
);
create index emails_queued on public.emails (campaign_id, status) where status = 'queued';
create index emails_to_send on public.emails (not_before) where status in ('reserved', 'sending');
create index emails_order on public.emails (user_id, created_at desc, id desc);
create index emails_lead on public.emails (lead_id);
create index emails_account on public.emails (account_id);
create index emails_provider on public.emails (provider_id) where provider_id is not null;

create table public.suppressions (
  user_id uuid not null,
  list_id uuid not null,
  email_hash text not null,
  reason text not null,
  created_at timestamptz not null default now(),
  primary key (user_id, list_id, email_hash),
  constraint suppressions_hash_form check (email_hash ~ '^[0-9a-f]{64}$'),
  constraint suppressions_reason_known check (reason in ('unsubscribed', 'bounced', 'complained'))
);
comment on table public.suppressions is 'Who gets no mail of a list any more. The address itself is not kept.';

create table public.email_events (
  id bigint generated always as identity primary key,
  user_id uuid not null,
  email_id uuid not null references public.emails (id),
  event_type text not null,
  -- The provider's event id: an event delivered twice is stored once.
  source_id text,
  occurred_at timestamptz not null default now(),
  constraint email_events_once unique (source_id),
  constraint email_events_type_known check (
    event_type in ('sent', 'delivered', 'opened', 'clicked', 'bounced', 'complained', 'unsubscribed'))
);
create index email_events_by_email on public.email_events (email_id, event_type, occurred_at);
create index email_events_order on public.email_events (user_id, occurred_at desc, id desc);

create table public.api_calls (
  minute timestamptz primary key,
  calls integer not null,
  constraint api_calls_positive check (calls > 0)
);
comment on table public.api_calls is 'Calls of the module''s routes, a row a minute. Kept for a day.';

alter table public.accounts enable row level security;
alter table public.accounts force row level security;
alter table public.campaigns enable row level security;
alter table public.campaigns force row level security;
alter table public.leads enable row level security;
alter table public.leads force row level security;
alter table public.emails enable row level security;
alter table public.emails force row level security;
alter table public.suppressions enable row level security;
alter table public.suppressions force row level security;
alter table public.email_events enable row level security;
alter table public.email_events force row level security;
alter table public.api_calls enable row level security;
alter table public.api_calls force row level security;

create policy accounts_read_own on public.accounts for select to authenticated using (user_id = (select auth.uid()));
create policy campaigns_read_own on public.campaigns for select to authenticated using (user_id = (select auth.uid()));
create policy leads_read_own on public.leads for select to authenticated using (user_id = (select auth.uid()));
create policy emails_read_own on public.emails for select to authenticated using (user_id = (select auth.uid()));
create policy suppressions_read_own on public.suppressions for select to authenticated using (user_id = (select auth.uid()));
create policy email_events_read_own on public.email_events for select to authenticated using (user_id = (select auth.uid()));

-- Only the app writes, as service_role: users must not set quotas, counters or states.
revoke all on table public.accounts, public.campaigns, public.leads, public.emails, public.suppressions, public.email_events, public.api_calls
  from public, anon, authenticated, service_role;
grant select on table public.accounts, public.campaigns, public.leads, public.suppressions, public.email_events to authenticated;
grant select (id, user_id, campaign_id, lead_id, account_id, status, attempts, error_code, created_at, done_at)
  on table public.emails to authenticated;
grant select, insert, update, delete on table public.accounts, public.campaigns, public.leads, public.emails, public.suppressions,
  public.email_events, public.api_calls to service_role;
revoke all on function public.is_valid_email(text) from public, anon, authenticated, service_role;
grant execute on function public.is_valid_email(text) to service_role;

-- Down Migration

drop table public.api_calls;
drop table public.email_events;
drop table public.suppressions;
drop table public.emails;
drop table public.leads;
drop table public.campaigns;
drop table public.accounts;
drop function public.is_valid_email(text);
