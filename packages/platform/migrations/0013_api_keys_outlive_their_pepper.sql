-- Up Migration

-- A key is now stored as its digest encrypted with the pepper (80 digits), so that a rotation can re-encrypt it without the key itself.
-- Before, it was an HMAC (64 digits), which could be replaced only when the key was used.
alter table public.api_keys drop constraint api_keys_hash_form;
alter table public.api_keys add constraint api_keys_hash_form check (hash ~ '^([0-9a-f]{64}|[0-9a-f]{80})$') not valid;
alter table public.api_keys validate constraint api_keys_hash_form;

comment on table public.api_keys is 'Keys of programs. The key itself is nowhere: only its digest, encrypted by a pepper that the database does not have.';

-- The key with one of these hashes, if it is valid now. The time of last use is stored once per minute, so that requests with a busy key do
-- not wait for its row. The hash is not changed: a Worker version that may still be rolled back must not re-encrypt it.
create or replace function public.use_api_key(hashes text[]) returns table (id uuid, owner_id uuid, name text, scopes text[], expires_at timestamptz)
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
  update public.api_keys k set last_used_at = pg_catalog.now()
  where k.id = (
    select due.id from public.api_keys due
    where due.id = good.id and coalesce(due.last_used_at, '-infinity') < pg_catalog.now() - interval '1 minute'
    for update skip locked
  );
  return query select good.id, good.owner_id, good.name, good.scopes, good.expires_at;
end
$$;

-- Down Migration

alter table public.api_keys drop constraint api_keys_hash_form;
alter table public.api_keys add constraint api_keys_hash_form check (hash ~ '^[0-9a-f]{64}$') not valid;

comment on table public.api_keys is 'Keys of programs. The key itself is nowhere: only its HMAC with a pepper that the database does not have.';

create or replace function public.use_api_key(hashes text[]) returns table (id uuid, owner_id uuid, name text, scopes text[], expires_at timestamptz)
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
