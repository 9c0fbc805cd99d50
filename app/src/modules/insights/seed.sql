-- 10,000 insights of 20 sources, the same ones each time: ids come from numbers, times are fixed.
insert into public.insights (id, title, summary, source, created_by, created_at)
select
  overlay(overlay(md5('seaworthy insight ' || n) placing '4' from 13) placing '8' from 17)::uuid,
  'Insight ' || n || ' about topic' || n % 500,
  'What ' || n % 97 || ' of 100 teams say about topic' || n % 500 || '.',
  'source-' || n % 20,
  overlay(overlay(md5('seaworthy person 1') placing '4' from 13) placing '8' from 17)::uuid,
  timestamptz '2026-01-01 00:00:00+00' + (n / 50) * interval '1 minute 1.000001 seconds'
from generate_series(1, 10000) as n
on conflict (id) do nothing;
