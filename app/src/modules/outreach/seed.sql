-- 10,000 leads of 10 campaigns of one owner, the same ones each time: ids come from numbers, times are fixed.
insert into public.accounts (id, user_id, address, name, daily_quota, created_at)
select
  overlay(overlay(md5('seaworthy account ' || n) placing '4' from 13) placing '8' from 17)::uuid,
  overlay(overlay(md5('seaworthy person 1') placing '4' from 13) placing '8' from 17)::uuid,
  'sender' || n || '@ship.example', 'Sender ' || n, 2000,
  timestamptz '2026-01-01 00:00:00+00' + n * interval '1 minute'
from generate_series(1, 5) as n
on conflict (id) do nothing;

insert into public.campaigns (id, user_id, account_id, list_id, name, subject, body, created_at)
select
  overlay(overlay(md5('seaworthy campaign ' || n) placing '4' from 13) placing '8' from 17)::uuid,
  overlay(overlay(md5('seaworthy person 1') placing '4' from 13) placing '8' from 17)::uuid,
  overlay(overlay(md5('seaworthy account ' || 1 + n % 5) placing '4' from 13) placing '8' from 17)::uuid,
  overlay(overlay(md5('seaworthy list ' || n % 3) placing '4' from 13) placing '8' from 17)::uuid,
  'Campaign ' || n, 'Offer ' || n || ' for {{name}}', 'Hello {{name}}, this is campaign ' || n || '.',
  timestamptz '2026-01-02 00:00:00+00' + n * interval '1 hour'
from generate_series(1, 10) as n
on conflict (id) do nothing;

insert into public.leads (id, user_id, campaign_id, email, name, created_at)
select
  overlay(overlay(md5('seaworthy lead ' || n) placing '4' from 13) placing '8' from 17)::uuid,
  overlay(overlay(md5('seaworthy person 1') placing '4' from 13) placing '8' from 17)::uuid,
  overlay(overlay(md5('seaworthy campaign ' || 1 + n % 10) placing '4' from 13) placing '8' from 17)::uuid,
  'lead' || n || '@customer.example', 'Lead ' || n,
  timestamptz '2026-01-03 00:00:00+00' + (n / 50) * interval '1 minute 1.000001 seconds'
from generate_series(1, 10000) as n
on conflict (id) do nothing;
