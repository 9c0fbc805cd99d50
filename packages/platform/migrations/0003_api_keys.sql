-- Up Migration

create table public.api_keys (
  id uuid primary key default gen_random_uuid(),
  owner_id uuid not null,
  name text not null,
  prefix text not null,
  hash text not null,
  scopes text[] not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  last_used_at timestamptz,
  constraint api_keys_hash unique (hash),
  constraint api_keys_hash_form check (hash ~ '^[0-9a-f]{64}$'),
  constraint api_keys_name_length check (char_length(name) between 1 and 100),
  constraint api_keys_scopes_count check (cardinality(scopes) between 1 and 20),
  constraint api_keys_expires_later check (expires_at > created_at)
);

comment on table public.api_keys is 'Keys of programs. The key itself is nowhere: only its HMAC with a pepper that the database does not have.';
comment on column public.api_keys.prefix is 'The beginning of the key, by which its owner recognises it.';

create index api_keys_owner_order on public.api_keys (owner_id, created_at desc, id desc);

alter table public.api_keys enable row level security;
alter table public.api_keys force row level security;

create policy api_keys_read_own on public.api_keys for select to authenticated
  using (owner_id = (select auth.uid()));

revoke all on table public.api_keys from public, anon, authenticated, service_role;
grant select (id, owner_id, name, prefix, scopes, created_at, expires_at, revoked_at, last_used_at) on table public.api_keys to authenticated;
grant select, insert, update on table public.api_keys to service_role;

-- The key with one of these hashes, if it is valid now. The first hash is made with the current pepper; a key found by another hash is stored
-- again with the first. The time of last use is stored once per minute, so that requests with a busy key do not wait for its row.
create function public.use_api_key(hashes text[]) returns table (id uuid, owner_id uuid, name text, scopes text[], expires_at timestamptz)
language plpgsql volatile security invoker
set search_path = ''
as $$
declare
  good public.api_keys;
begin
  select * into good from public.api_keys k
  where k.hash = any (hashes) and k.revoked_at is null and k.expires_at > pg_catalog.now();
  if good.id is null then
    return;
  end if;
  update public.api_keys k set hash = hashes[1], last_used_at = pg_catalog.now()
  where k.id = (
    select due.id from public.api_keys due
    where due.id = good.id
      and (due.hash <> hashes[1] or coalesce(due.last_used_at, '-infinity') < pg_catalog.now() - interval '1 minute')
    for update skip locked
  );
  return query select good.id, good.owner_id, good.name, good.scopes, good.expires_at;
end
$$;

revoke all on function public.use_api_key(text[]) from public, anon, authenticated, service_role;
grant execute on function public.use_api_key(text[]) to service_role;

-- Down Migration

drop function public.use_api_key(text[]);
drop table public.api_keys;
