-- Up Migration

-- Adds to an account's count of mails sent today, in one statement, and returns the new count. The column is fixed, so no name comes from a caller.
create function public.safe_increment_counter(account uuid, n integer) returns integer
language sql volatile security invoker
set search_path = ''
as $$
  update public.accounts a set
    emails_sent_today = greatest(0, case when a.counted_on = current_date then a.emails_sent_today else 0 end + n),
    counted_on = current_date
  where a.id = account
  returning emails_sent_today
$$;

-- Takes up to n places of today's quota in one statement, without a read before the write. Returns how many it got.
create function public.reserve_quota(account uuid, n integer) returns integer
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

-- Reserves up to `most` queued emails of an active campaign and as many places of the sender's quota. Unused places are returned.
create function public.reserve_campaign_emails(campaign uuid, most integer) returns integer
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

-- Sets the status of up to 1,000 emails: the user's own, or any when the service calls it. Emails being sent are skipped.
create function public.batch_update_email_status(ids uuid[], status text) returns integer
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

-- Pauses the user's campaign: reserved emails return to the queue, and their places to the quota.
create function public.pause_campaign(campaign uuid, owner uuid) returns integer
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

-- Figures for operators: counts over the whole system, without any user's data.
create view public.system_health_metrics with (security_invoker = true) as
select
  (select coalesce(sum(calls), 0) from public.api_calls where minute > now() - interval '5 minutes')::bigint as recent_api_calls,
  (select count(*) from public.emails where status = 'sending') as active_jobs,
  (select count(*) from public.emails where status = 'queued') as queued_emails,
  (select count(*) from public.campaigns where status = 'active') as active_campaigns,
  (select round(extract(epoch from avg(done_at - first_tried_at)) * 1000) from public.emails
    where done_at > now() - interval '1 hour' and status = 'sent')::bigint as average_job_ms;

revoke all on table public.system_health_metrics from public, anon, authenticated, service_role;
grant select on table public.system_health_metrics to service_role;

revoke all on function public.safe_increment_counter(uuid, integer), public.reserve_quota(uuid, integer),
  public.reserve_campaign_emails(uuid, integer), public.batch_update_email_status(uuid[], text),
  public.pause_campaign(uuid, uuid) from public, anon, authenticated, service_role;
grant execute on function public.safe_increment_counter(uuid, integer), public.reserve_quota(uuid, integer),
  public.reserve_campaign_emails(uuid, integer), public.batch_update_email_status(uuid[], text),
  public.pause_campaign(uuid, uuid) to service_role;

-- Down Migration

drop view public.system_health_metrics;
drop function public.pause_campaign(uuid, uuid);
drop function public.batch_update_email_status(uuid[], text);
drop function public.reserve_campaign_emails(uuid, integer);
drop function public.reserve_quota(uuid, integer);
drop function public.safe_increment_counter(uuid, integer);
