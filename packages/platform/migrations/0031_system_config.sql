-- Up Migration

-- What operators can change without a deployment: `switch.<module>.<name>` is true or false.
create table public.system_config (
  key text primary key,
  value jsonb not null,
  because text not null default '',
  updated_at timestamptz not null default now(),
  constraint system_config_key_length check (char_length(key) between 1 and 200),
  constraint system_config_value_size check (octet_length(value::text) <= 10000),
  constraint system_config_because_length check (char_length(because) <= 300)
);

alter table public.system_config enable row level security;
alter table public.system_config force row level security;

revoke all on table public.system_config from public, anon, authenticated, service_role;
grant select, insert, update, delete on table public.system_config to service_role;

-- Down Migration

drop table public.system_config;
