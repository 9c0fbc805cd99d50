-- Up Migration

set local lock_timeout = '3s';

create table public.tables (
  id uuid primary key,
  name text not null,
  columns jsonb not null,
  created_by uuid not null,
  created_at timestamptz not null default now(),
  constraint tables_name_length check (char_length(name) between 1 and 100),
  constraint tables_columns_list check (jsonb_typeof(columns) = 'array')
);

comment on table public.tables is 'Typed tables. The rows are in a Durable Object each; columns are a copy of its schema.';

create table public.table_members (
  table_id uuid not null references public.tables (id) on delete cascade,
  user_id uuid not null,
  role text not null,
  joined_at timestamptz not null default now(),
  primary key (table_id, user_id),
  constraint table_members_role_known check (role in ('owner', 'editor', 'viewer'))
);

comment on table public.table_members is 'Who may use which table, and as what.';

-- The order of a user's list of tables; pages are found by (joined_at, table_id), never by offset.
create index table_members_user_order on public.table_members (user_id, joined_at desc, table_id desc);

create table public.table_rows (
  table_id uuid not null references public.tables (id) on delete cascade,
  row_id uuid not null,
  seq bigint not null,
  -- json, not jsonb: it keeps the exact text from which the checksum is computed.
  data json,
  written_at timestamptz not null default now(),
  primary key (table_id, row_id)
);

comment on table public.table_rows is 'A copy of the rows, for reports. Without data a row was deleted; the number of the deletion keeps a late copy from bringing it back.';

create index table_rows_tombstones on public.table_rows (written_at) where data is null;

alter table public.tables enable row level security;
alter table public.tables force row level security;
alter table public.table_members enable row level security;
alter table public.table_members force row level security;
alter table public.table_rows enable row level security;
alter table public.table_rows force row level security;

create policy table_members_read_own on public.table_members for select to authenticated
  using (user_id = (select auth.uid()));
create policy tables_read_as_member on public.tables for select to authenticated
  using (id in (select m.table_id from public.table_members m where m.user_id = (select auth.uid())));

-- Only the app writes, and only the app reads rows: a schema can hide columns from members.
revoke all on table public.tables, public.table_members, public.table_rows from public, anon, authenticated, service_role;
grant select on table public.tables, public.table_members to authenticated;
grant select, insert, update, delete on table public.tables, public.table_members, public.table_rows to service_role;

-- Down Migration

set local lock_timeout = '3s';
drop table public.table_rows;
drop policy tables_read_as_member on public.tables;
drop table public.table_members;
drop table public.tables;
