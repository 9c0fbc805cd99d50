-- Up Migration

set local lock_timeout = '3s';

-- The day whose quota a reserved email uses. A place counts for that day only.
alter table public.emails add column reserved_on date;

-- Days of quotas are days in UTC, whatever the time zone of a session.
create function public.quota_day() returns date
language sql stable security invoker
set search_path = ''
as $$
  select (now() at time zone 'utc')::date
$$;
alter table public.accounts alter column counted_on set default (now() at time zone 'utc')::date;

-- Gives places of a day back. Those of an earlier day are over: today's quota gets none of them.
create function public.return_places(account uuid, places integer, day date) returns integer
language sql volatile security invoker
set search_path = ''
as $$
  update public.accounts a set emails_sent_today = greatest(0, a.emails_sent_today - places)
  where a.id = account and a.counted_on = day and day = public.quota_day()
  returning emails_sent_today
$$;

-- Returns emails to the queue that were reserved on an earlier day: they need a place of today's quota. Returns how many.
create function public.requeue_stale_emails(most integer) returns integer
language plpgsql volatile security invoker
set search_path = ''
as $$
declare
  requeued integer;
begin
  update public.emails e set status = 'queued'
  where e.id in (
    select x.id from public.emails x
    where x.status = 'reserved' and x.reserved_on is distinct from public.quota_day()
    order by x.id limit most for update skip locked);
  get diagnostics requeued = row_count;
  return requeued;
end
$$;

-- The places used of today's quota: a count of an earlier day is over.
create function public.used_today(counted_on date, sent integer) returns integer
language sql stable security invoker
set search_path = ''
as $$
  select case when counted_on = public.quota_day() then sent else 0 end
$$;

create or replace function public.safe_increment_counter(account uuid, n integer) returns integer
language sql volatile security invoker
set search_path = ''
as $$
  update public.accounts a set
    emails_sent_today = greatest(0, public.used_today(a.counted_on, a.emails_sent_today) + n),
    counted_on = public.quota_day()
  where a.id = account
  returning emails_sent_today
$$;

-- Computed from the row being updated, never from a joined copy: concurrent calls then see each other's places.
create or replace function public.reserve_quota(account uuid, n integer) returns integer
language sql volatile security invoker
set search_path = ''
as $$
  update public.accounts a set (last_granted, emails_sent_today, counted_on) = (
    select granted, used + granted, public.quota_day()
    from public.used_today(a.counted_on, a.emails_sent_today) used,
      lateral greatest(0, least(n, a.daily_quota - used)) granted)
  where a.id = account and a.is_active
  returning last_granted
$$;

create or replace function public.reserve_campaign_emails(campaign uuid, most integer) returns integer
language plpgsql volatile security invoker
set search_path = ''
as $$
declare
  sender uuid;
  granted integer;
  taken integer;
begin
  select c.account_id into sender from public.campaigns c where c.id = campaign and c.status = 'active' for share;
  if sender is null then
    return 0;
  end if;
  if not exists (select from public.emails e where e.campaign_id = campaign and e.status = 'queued') then
    return 0;
  end if;
  granted := coalesce(public.reserve_quota(sender, least(most, 100)), 0);
  if granted = 0 then
    return 0;
  end if;
  update public.emails e set status = 'reserved', account_id = sender, reserved_on = public.quota_day()
  where e.id in (
    select q.id from public.emails q where q.campaign_id = campaign and q.status = 'queued'
    order by q.created_at, q.id limit granted for update skip locked);
  get diagnostics taken = row_count;
  if taken < granted then
    perform public.safe_increment_counter(sender, taken - granted);
  end if;
  return taken;
end
$$;

create or replace function public.batch_update_email_status(ids uuid[], status text) returns integer
language plpgsql volatile security invoker
set search_path = ''
as $$
declare
  wanted text := status;
  changed integer;
begin
  if cardinality(ids) > 1000 then
    raise exception 'at most 1000 ids' using errcode = '22023';
  end if;
  with before as (
    select e.id, e.account_id, e.status as was, e.reserved_on from public.emails e
    where e.id = any (ids) and e.status <> 'sending' and e.status <> wanted
      and ((select auth.uid()) is null or e.user_id = (select auth.uid()))
    order by e.id for update
  ), returned as (
    select b.account_id, b.reserved_on, count(*)::integer as places from before b where b.was = 'reserved' group by b.account_id, b.reserved_on
  ), given_back as (
    select public.return_places(r.account_id, r.places, r.reserved_on) as left_over from returned r
  )
  update public.emails e set status = wanted, lease_token = null, lease_until = null
  from before b where e.id = b.id and (select count(*) from given_back) >= 0;
  get diagnostics changed = row_count;
  return changed;
end
$$;

create or replace function public.pause_campaign(campaign uuid, owner uuid) returns integer
language plpgsql volatile security invoker
set search_path = ''
as $$
declare
  sender uuid;
  returned integer;
  places integer;
begin
  update public.campaigns c set status = 'paused'
  where c.id = campaign and c.user_id = owner and c.status in ('active', 'paused') returning c.account_id into sender;
  if not found then
    return null;
  end if;
  with held as (
    select e.id, e.reserved_on from public.emails e
    where e.campaign_id = campaign and e.status = 'reserved' order by e.id for update
  ), freed as (
    update public.emails e set status = 'queued' from held h where e.id = h.id returning h.reserved_on
  )
  select count(*), count(*) filter (where f.reserved_on = public.quota_day()) into returned, places from freed f;
  if places > 0 then
    perform public.return_places(sender, places, public.quota_day());
  end if;
  return returned;
end
$$;

revoke all on function public.quota_day(), public.used_today(date, integer),
  public.return_places(uuid, integer, date), public.requeue_stale_emails(integer)
  from public, anon, authenticated, service_role;
grant execute on function public.quota_day(), public.used_today(date, integer),
  public.return_places(uuid, integer, date), public.requeue_stale_emails(integer)
  to service_role;

-- Down Migration

create or replace function public.safe_increment_counter(account uuid, n integer) returns integer
language sql volatile security invoker
set search_path = ''
as $$
  update public.accounts a set
    emails_sent_today = greatest(0, case when a.counted_on = current_date then a.emails_sent_today else 0 end + n),
    counted_on = current_date
  where a.id = account
  returning emails_sent_today
$$;

create or replace function public.reserve_quota(account uuid, n integer) returns integer
language sql volatile security invoker
set search_path = ''
as $$
  update public.accounts a set
    last_granted = greatest(0, least(n, a.daily_quota - case when a.counted_on = current_date then a.emails_sent_today else 0 end)),
    emails_sent_today = case when a.counted_on = current_date then a.emails_sent_today else 0 end
      + greatest(0, least(n, a.daily_quota - case when a.counted_on = current_date then a.emails_sent_today else 0 end)),
    counted_on = current_date
  where a.id = account and a.is_active
  returning last_granted
$$;

create or replace function public.reserve_campaign_emails(campaign uuid, most integer) returns integer
language plpgsql volatile security invoker
set search_path = ''
as $$
declare
  sender uuid;
  granted integer;
  taken integer;
begin
  select c.account_id into sender from public.campaigns c where c.id = campaign and c.status = 'active' for share;
  if sender is null then
    return 0;
  end if;
  if not exists (select from public.emails e where e.campaign_id = campaign and e.status = 'queued') then
    return 0;
  end if;
  granted := coalesce(public.reserve_quota(sender, least(most, 100)), 0);
  if granted = 0 then
    return 0;
  end if;
  update public.emails e set status = 'reserved', account_id = sender
  where e.id in (
    select q.id from public.emails q where q.campaign_id = campaign and q.status = 'queued'
    order by q.created_at, q.id limit granted for update skip locked);
  get diagnostics taken = row_count;
  if taken < granted then
    perform public.safe_increment_counter(sender, taken - granted);
  end if;
  return taken;
end
$$;

create or replace function public.batch_update_email_status(ids uuid[], status text) returns integer
language plpgsql volatile security invoker
set search_path = ''
as $$
declare
  wanted text := status;
  changed integer;
begin
  if cardinality(ids) > 1000 then
    raise exception 'at most 1000 ids' using errcode = '22023';
  end if;
  with before as (
    select e.id, e.account_id, e.status as was from public.emails e
    where e.id = any (ids) and e.status <> 'sending' and e.status <> wanted
      and ((select auth.uid()) is null or e.user_id = (select auth.uid()))
    order by e.id for update
  ), returned as (
    select b.account_id, count(*)::integer as places from before b where b.was = 'reserved' group by b.account_id
  ), given_back as (
    select public.safe_increment_counter(r.account_id, -r.places) as left_over from returned r
  )
  update public.emails e set status = wanted, lease_token = null, lease_until = null
  from before b where e.id = b.id and (select count(*) from given_back) >= 0;
  get diagnostics changed = row_count;
  return changed;
end
$$;

create or replace function public.pause_campaign(campaign uuid, owner uuid) returns integer
language plpgsql volatile security invoker
set search_path = ''
as $$
declare
  sender uuid;
  returned integer;
begin
  update public.campaigns c set status = 'paused'
  where c.id = campaign and c.user_id = owner and c.status in ('active', 'paused') returning c.account_id into sender;
  if not found then
    return null;
  end if;
  update public.emails e set status = 'queued' where e.campaign_id = campaign and e.status = 'reserved';
  get diagnostics returned = row_count;
  if returned > 0 then
    perform public.safe_increment_counter(sender, -returned);
  end if;
  return returned;
end
$$;

drop function public.requeue_stale_emails(integer);
drop function public.return_places(uuid, integer, date);
drop function public.used_today(date, integer);
alter table public.accounts alter column counted_on set default current_date;
drop function public.quota_day();
alter table public.emails drop column reserved_on;
