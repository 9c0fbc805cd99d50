-- Up Migration

create table public.user_roles (
  user_id uuid primary key,
  role text not null,
  granted_by uuid,
  granted_at timestamptz not null default now(),
  constraint user_roles_role_known check (role in ('admin'))
);

comment on table public.user_roles is 'Who may do more than everybody. Asked at every request that needs it: a token may be older than a role that was taken away.';

alter table public.user_roles enable row level security;
alter table public.user_roles force row level security;

create policy user_roles_read_own on public.user_roles for select to authenticated
  using (user_id = (select auth.uid()));

revoke all on table public.user_roles from public, anon, authenticated, service_role;
grant select on table public.user_roles to authenticated;
grant select, insert, update, delete on table public.user_roles to service_role;

-- Whether the transaction's user has the role.
create function public.has_role(wanted text) returns boolean
language sql stable security invoker
set search_path = ''
as $$
  select exists (select from public.user_roles r where r.user_id = (select auth.uid()) and r.role = wanted)
$$;

revoke all on function public.has_role(text) from public, anon, authenticated, service_role;
grant execute on function public.has_role(text) to authenticated;

-- Down Migration

drop function public.has_role(text);
drop table public.user_roles;
