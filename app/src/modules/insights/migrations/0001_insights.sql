-- Up Migration

create table public.insights (
  id uuid primary key default gen_random_uuid(),
  title text not null,
  summary text not null,
  source text not null,
  created_by uuid not null,
  created_at timestamptz not null default now(),
  deleted_at timestamptz,
  trend_length integer not null default 0,
  constraint insights_title_length check (char_length(title) between 1 and 200),
  constraint insights_summary_length check (char_length(summary) between 1 and 5000),
  constraint insights_source_length check (char_length(source) between 1 and 50)
);
create index insights_order on public.insights (created_at desc, id desc) where deleted_at is null;
create index insights_source_order on public.insights (source, created_at desc, id desc) where deleted_at is null;
create index insights_words on public.insights using gin (to_tsvector('simple', title || ' ' || summary)) where deleted_at is null;
create index insights_deleted on public.insights (deleted_at) where deleted_at is not null;

-- A point's place is assigned while its insight is locked: a reader that has seen one place has seen all earlier ones.
create table public.trend_points (
  insight_id uuid not null references public.insights (id) on delete cascade,
  place integer not null,
  value double precision not null,
  at timestamptz not null default clock_timestamp(),
  primary key (insight_id, place),
  constraint trend_points_value_is_finite check (value > '-Infinity' and value < 'Infinity')
);
create index trend_points_at on public.trend_points (at);

create table public.saved_insights (
  user_id uuid not null,
  insight_id uuid not null references public.insights (id) on delete cascade,
  status text not null,
  saved_at timestamptz not null default now(),
  primary key (user_id, insight_id),
  constraint saved_insights_status_known check (status in ('saved', 'archived'))
);
create index saved_insights_order on public.saved_insights (user_id, status, saved_at desc, insight_id desc);
create index saved_insights_insight on public.saved_insights (insight_id);

create table public.interactions (
  id bigint generated always as identity primary key,
  insight_id uuid not null references public.insights (id) on delete cascade,
  user_id uuid not null,
  type text not null,
  at timestamptz not null default now(),
  constraint interactions_type_known check (type in ('saved', 'archived', 'unsaved'))
);
create index interactions_insight on public.interactions (insight_id);
create index interactions_type on public.interactions (type);
create index interactions_user on public.interactions (user_id);
create index interactions_at on public.interactions (at);

alter table public.insights enable row level security;
alter table public.insights force row level security;
alter table public.trend_points enable row level security;
alter table public.trend_points force row level security;
alter table public.saved_insights enable row level security;
alter table public.saved_insights force row level security;
alter table public.interactions enable row level security;
alter table public.interactions force row level security;

create policy insights_read_live on public.insights for select to anon, authenticated using (deleted_at is null);
create policy saved_insights_read_own on public.saved_insights for select to authenticated using (user_id = (select auth.uid()));
create policy interactions_read_own on public.interactions for select to authenticated using (user_id = (select auth.uid()));

revoke all on table public.insights, public.trend_points, public.saved_insights, public.interactions from public, anon, authenticated, service_role;
grant select on table public.insights to anon, authenticated;
grant select on table public.saved_insights, public.interactions to authenticated;
grant select, insert, update, delete on table public.insights, public.trend_points, public.saved_insights, public.interactions to service_role;

-- Deletes at most one batch of expired rows: insights deleted more than 30 days ago, points and interactions older than 90 days.
create function public.delete_old_insights(batch_size integer) returns integer
language plpgsql volatile security invoker
set search_path = ''
as $$
declare
  insights integer;
  points integer;
  kept integer;
begin
  delete from public.insights i where i.id in (
    select o.id from public.insights o where o.deleted_at < pg_catalog.now() - interval '30 days' limit batch_size for update skip locked);
  get diagnostics insights = row_count;
  delete from public.trend_points p using (
    select o.insight_id, o.place from public.trend_points o where o.at < pg_catalog.now() - interval '90 days' limit batch_size for update skip locked) old
  where p.insight_id = old.insight_id and p.place = old.place;
  get diagnostics points = row_count;
  delete from public.interactions a where a.id in (
    select o.id from public.interactions o where o.at < pg_catalog.now() - interval '90 days' limit batch_size for update skip locked);
  get diagnostics kept = row_count;
  return greatest(insights, points, kept);
end
$$;

revoke all on function public.delete_old_insights(integer) from public, anon, authenticated, service_role;
grant execute on function public.delete_old_insights(integer) to service_role;

-- Down Migration

drop function public.delete_old_insights(integer);
drop table public.interactions;
drop table public.saved_insights;
drop table public.trend_points;
drop table public.insights;
