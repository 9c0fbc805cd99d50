-- Up Migration

set local lock_timeout = '3s';

-- Two admins who remove each other's role at the same time would leave no admin. All admins' rows are locked, in one order, before any is
-- deleted: the second statement waits for the first, and then sees the remaining rows.
create function public.lock_admins() returns trigger
language plpgsql volatile security invoker
set search_path = ''
as $$
begin
  perform from public.user_roles r where r.role = 'admin' order by r.user_id for update;
  return null;
end
$$;

create function public.keep_an_admin() returns trigger
language plpgsql volatile security invoker
set search_path = ''
as $$
begin
  if exists (select from removed where role = 'admin')
    and not exists (select from public.user_roles r where r.role = 'admin') then
    raise exception 'the last admin cannot be removed'
      using errcode = 'check_violation', table = 'user_roles', constraint = 'user_roles_admin_left';
  end if;
  return null;
end
$$;

create function public.refuse_truncate() returns trigger
language plpgsql volatile security invoker
set search_path = ''
as $$
begin
  raise exception '% cannot be truncated', tg_table_name using errcode = 'check_violation';
end
$$;

revoke all on function public.lock_admins() from public, anon, authenticated, service_role;
revoke all on function public.keep_an_admin() from public, anon, authenticated, service_role;
revoke all on function public.refuse_truncate() from public, anon, authenticated, service_role;

create trigger user_roles_lock_admins before update or delete on public.user_roles
  for each statement execute function public.lock_admins();
create trigger user_roles_admin_left_after_update after update on public.user_roles
  referencing old table as removed for each statement execute function public.keep_an_admin();
create trigger user_roles_admin_left_after_delete after delete on public.user_roles
  referencing old table as removed for each statement execute function public.keep_an_admin();
create trigger user_roles_no_truncate before truncate on public.user_roles
  for each statement execute function public.refuse_truncate();

-- Down Migration

set local lock_timeout = '3s';
drop trigger user_roles_no_truncate on public.user_roles;
drop trigger user_roles_admin_left_after_delete on public.user_roles;
drop trigger user_roles_admin_left_after_update on public.user_roles;
drop trigger user_roles_lock_admins on public.user_roles;
drop function public.refuse_truncate();
drop function public.keep_an_admin();
drop function public.lock_admins();
