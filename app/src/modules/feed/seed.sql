-- 50,000 posts of 1,000 people, the same ones each time: ids come from numbers, times are fixed. One post in ten is private, and
-- each fifty posts in a row share their time, so that pages have ties.
insert into public.posts (id, author_id, body, visibility, created_at)
select
  overlay(overlay(md5('seaworthy post ' || n) placing '4' from 13) placing '8' from 17)::uuid,
  overlay(overlay(md5('seaworthy person ' || n % 1000) placing '4' from 13) placing '8' from 17)::uuid,
  'Post ' || n || ' of person ' || n % 1000,
  case when n % 10 = 0 then 'private' else 'public' end,
  timestamptz '2026-01-01 00:00:00+00' + (n / 50) * interval '4 hours 1.000001 seconds'
from generate_series(1, 50000) as n
on conflict (id) do nothing;
