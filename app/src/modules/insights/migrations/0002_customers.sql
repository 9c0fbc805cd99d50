-- Up Migration

-- Who pays for what. Only Stripe's events set a tier.
create table public.customers (
  user_id uuid primary key,
  tier text not null default 'free',
  email text,
  stripe_customer_id text unique,
  payment_failed_at timestamptz,
  invoice_event_at timestamptz,
  created_at timestamptz not null default now(),
  deleted_at timestamptz,
  constraint customers_tier_known check (tier in ('free', 'pro', 'team')),
  constraint customers_email_unique unique (email),
  constraint customers_email_length check (char_length(email) between 3 and 320)
);
create index customers_tier on public.customers (tier) where deleted_at is null;
create index customers_deleted on public.customers (deleted_at) where deleted_at is not null;

-- A customer may have several at once while one replaces another. Without a foreign key to customers: an event may arrive before the checkout's.
create table public.subscriptions (
  id text primary key,
  stripe_customer_id text not null,
  tier text not null,
  status text not null,
  event_at timestamptz not null,
  event_rank smallint not null,
  constraint subscriptions_tier_known check (tier in ('free', 'pro', 'team')),
  constraint subscriptions_status_length check (char_length(status) between 1 and 50)
);
create index subscriptions_customer on public.subscriptions (stripe_customer_id);

alter table public.customers enable row level security;
alter table public.customers force row level security;
alter table public.subscriptions enable row level security;
alter table public.subscriptions force row level security;

create policy customers_read_own on public.customers for select to authenticated using (user_id = (select auth.uid()) and deleted_at is null);

revoke all on table public.customers, public.subscriptions from public, anon, authenticated, service_role;
grant select on table public.customers to authenticated;
grant select, insert, update, delete on table public.customers, public.subscriptions to service_role;

-- Down Migration

drop table public.subscriptions;
drop table public.customers;
