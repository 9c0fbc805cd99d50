-- Up Migration

set local lock_timeout = '3s';

grant delete on table public.api_keys to service_role;

-- Deletes at most one batch of keys that expired or were revoked more than `keep` ago, and returns how many.
create function public.delete_ended_api_keys(keep interval, batch_size integer) returns integer
language plpgsql volatile security invoker
set search_path = ''
as $$
declare
  deleted integer;
begin
  delete from public.api_keys
  where id in (
    select k.id from public.api_keys k
    where least(coalesce(k.revoked_at, k.expires_at), k.expires_at) < pg_catalog.now() - keep
    order by least(coalesce(k.revoked_at, k.expires_at), k.expires_at)
    limit batch_size
    for update skip locked
  );
  get diagnostics deleted = row_count;
  return deleted;
end
$$;

revoke all on function public.delete_ended_api_keys(interval, integer) from public, anon, authenticated, service_role;
grant execute on function public.delete_ended_api_keys(interval, integer) to service_role;

-- Down Migration

set local lock_timeout = '3s';
drop function public.delete_ended_api_keys(interval, integer);
revoke delete on table public.api_keys from service_role;
