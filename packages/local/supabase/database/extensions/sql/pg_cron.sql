-- pg_cron 1.6 without its background worker: jobs are checked and kept, and never run.
create schema cron;
create sequence cron.jobid_seq;
create sequence cron.runid_seq;
create table cron.job (
  jobid bigint primary key default nextval('cron.jobid_seq'), schedule text not null,
  command text not null, nodename text not null default 'localhost',
  nodeport int not null default coalesce(inet_server_port(), 5432),
  database text not null default current_database(), username text not null default current_user,
  active boolean not null default true, jobname text,
  constraint jobname_username_uniq unique (jobname, username)
);
alter table cron.job enable row level security;
create policy cron_job_policy on cron.job using (username = current_user);
create table cron.job_run_details (
  jobid bigint, runid bigint primary key default nextval('cron.runid_seq'), job_pid integer,
  database text, username text, command text, status text, return_message text,
  start_time timestamptz, end_time timestamptz
);
alter table cron.job_run_details enable row level security;
create policy cron_job_run_details_policy on cron.job_run_details using (username = current_user);
grant select on cron.job to public;
grant select, delete on cron.job_run_details to public;
grant select on sequence cron.jobid_seq, cron.runid_seq to public;

create function cron._checked_schedule(schedule text) returns text language plpgsql immutable as $$
declare
  field text := '(\*|\d+(-\d+)?|[a-z]{3}(-[a-z]{3})?)(/\d+)?';
begin
  if lower(trim(schedule)) ~ '^([1-9]|[1-5][0-9]) seconds?$'
    or lower(trim(schedule)) ~ '^@(yearly|annually|monthly|weekly|daily|midnight|hourly|reboot)$'
    or lower(trim(schedule)) ~ format('^(%1$s(,%1$s)*|\$)(\s+(%1$s(,%1$s)*|\$)){4}$', field)
  then
    return schedule;
  end if;
  raise exception 'invalid schedule: %', schedule using
    errcode = '22023',
    hint = 'Use cron format (e.g. 5 4 * * *), or interval format ''[1-59] seconds''';
end
$$;
create function cron.schedule(schedule text, command text) returns bigint
language sql strict security definer set search_path = '' as $$
  insert into cron.job (schedule, command, username)
  values (cron._checked_schedule($1), $2, session_user) returning jobid
$$;
create function cron.schedule(job_name text, schedule text, command text) returns bigint
language sql security definer set search_path = '' as $$
  insert into cron.job (jobname, schedule, command, username)
  values ($1, cron._checked_schedule($2), $3, session_user)
  on conflict on constraint jobname_username_uniq
  do update set schedule = excluded.schedule, command = excluded.command, active = true
  returning jobid
$$;
create function cron.unschedule(job_id bigint) returns boolean
language plpgsql strict security definer set search_path = '' as $$
begin
  delete from cron.job where jobid = job_id and username = session_user;
  if not found then
    raise exception 'could not find valid entry for job %', job_id;
  end if;
  return true;
end
$$;
create function cron.unschedule(job_name text) returns boolean
language plpgsql strict security definer set search_path = '' as $$
begin
  delete from cron.job where jobname = job_name and username = session_user;
  if not found then
    raise exception 'could not find valid entry for job ''%''', job_name;
  end if;
  return true;
end
$$;
create function cron.alter_job(
  job_id bigint, schedule text default null, command text default null, database text default null,
  username text default null, active boolean default null
) returns void language plpgsql security definer set search_path = '' as $$
begin
  update cron.job j set
    schedule = coalesce(cron._checked_schedule(alter_job.schedule), j.schedule),
    command = coalesce(alter_job.command, j.command), active = coalesce(alter_job.active, j.active)
  where j.jobid = job_id and j.username = session_user;
  if not found then
    raise exception 'Job % does not exist or you don''t own it', job_id;
  end if;
end
$$;
revoke all on function cron.alter_job from public;

grant usage on schema cron to postgres with grant option;
grant all on all tables in schema cron to postgres with grant option;
grant all on all functions in schema cron to postgres with grant option;
revoke all on cron.job from postgres;
grant select on cron.job to postgres with grant option;

do $$
begin
  raise warning 'pg_cron: the local database keeps jobs and never runs them.';
end
$$;
