-- Up Migration

set local lock_timeout = '3s';

-- State that one evaluation of the alerts passes to the next. Redis has a copy: if one of the two is unavailable, the other still knows which
-- incidents were reported.
create table internal.alert_state (
  only_row boolean primary key default true,
  evaluated_at timestamptz not null,
  state jsonb not null,
  constraint alert_state_one_row check (only_row),
  constraint alert_state_size check (octet_length(state::text) <= 1048576)
);

comment on table internal.alert_state is 'One row: samples of the last minutes, and the incidents that go on.';

alter table internal.alert_state enable row level security;
alter table internal.alert_state force row level security;

revoke all on table internal.alert_state from public, anon, authenticated, service_role;
grant select, insert, update on table internal.alert_state to service_role;

-- Down Migration

set local lock_timeout = '3s';
drop table internal.alert_state;
