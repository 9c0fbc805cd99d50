-- Up Migration

-- Responses to requests with an Idempotency-Key, kept until the key expires.
create table public.idempotency_keys (
  id text primary key,
  owner text not null,
  fingerprint text not null,
  lease_token uuid,
  lease_until timestamptz,
  status smallint,
  headers jsonb,
  body bytea,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  constraint idempotency_keys_id_is_digest check (id ~ '^[0-9a-f]{64}$'),
  constraint idempotency_keys_fingerprint_is_digest check (fingerprint ~ '^[0-9a-f]{64}$'),
  constraint idempotency_keys_owner_length check (char_length(owner) between 1 and 300),
  constraint idempotency_keys_status_range check (status between 200 and 499),
  constraint idempotency_keys_body_size check (octet_length(body) <= 262144),
  constraint idempotency_keys_leased_or_answered check ((lease_token is null) = (status is not null))
);

comment on column public.idempotency_keys.id is 'SHA-256 of caller, method, path and key: the same key of another caller is another row.';
comment on column public.idempotency_keys.body is 'Null when the answer was too large to keep.';

create index idempotency_keys_expired on public.idempotency_keys (expires_at);

alter table public.idempotency_keys enable row level security;
alter table public.idempotency_keys force row level security;

revoke all on table public.idempotency_keys from public, anon, authenticated, service_role;
grant select, insert, update, delete on table public.idempotency_keys to service_role;

-- Claims a key for one request. `outcome` is claimed, running (another request holds it), other (it was used with a different request) or
-- answered. The same request can claim it again once the lease has expired, and can repeat its own claim, which may be sent twice.
create function public.claim_idempotency_key(key_id text, caller text, request text, token uuid, lease_ms integer, keep interval)
returns table (outcome text, status smallint, headers jsonb, body_hex text)
language plpgsql volatile security invoker
set search_path = ''
as $$
#variable_conflict use_column
declare
  known public.idempotency_keys;
begin
  insert into public.idempotency_keys as k (id, owner, fingerprint, lease_token, lease_until, expires_at)
  values (key_id, caller, request, token, pg_catalog.clock_timestamp() + lease_ms * interval '1 millisecond', pg_catalog.clock_timestamp() + keep)
  on conflict (id) do update
  set fingerprint = excluded.fingerprint, lease_token = excluded.lease_token, lease_until = excluded.lease_until,
    status = null, headers = null, body = null, created_at = pg_catalog.now(), expires_at = excluded.expires_at
  where k.expires_at <= pg_catalog.clock_timestamp()
    or k.lease_token = excluded.lease_token
    or (k.lease_until <= pg_catalog.clock_timestamp() and k.fingerprint = excluded.fingerprint);
  if found then
    return query select 'claimed', null::smallint, null::jsonb, null::text;
    return;
  end if;
  select * into known from public.idempotency_keys k where k.id = key_id;
  return query select
    case when known.fingerprint <> request then 'other' when known.status is null then 'running' else 'answered' end,
    known.status, known.headers, pg_catalog.encode(known.body, 'hex');
end
$$;

revoke all on function public.claim_idempotency_key(text, text, text, uuid, integer, interval) from public, anon, authenticated, service_role;
grant execute on function public.claim_idempotency_key(text, text, text, uuid, integer, interval) to service_role;

-- Deletes at most one batch of expired keys, and returns how many.
create function public.delete_expired_idempotency_keys(batch_size integer) returns integer
language plpgsql volatile security invoker
set search_path = ''
as $$
declare
  deleted integer;
begin
  delete from public.idempotency_keys
  where id in (
    select k.id from public.idempotency_keys k where k.expires_at <= pg_catalog.clock_timestamp() limit batch_size for update skip locked
  );
  get diagnostics deleted = row_count;
  return deleted;
end
$$;

revoke all on function public.delete_expired_idempotency_keys(integer) from public, anon, authenticated, service_role;
grant execute on function public.delete_expired_idempotency_keys(integer) to service_role;

-- Down Migration

drop function public.delete_expired_idempotency_keys(integer);
drop function public.claim_idempotency_key(text, text, text, uuid, integer, interval);
drop table public.idempotency_keys;
