-- pg_net 0.20 without its background worker: requests are queued, and never leave this machine.
create schema if not exists net;
create domain net.http_method as text
  check (value ilike 'get' or value ilike 'post' or value ilike 'delete');
create unlogged table net.http_request_queue (
  id bigserial, method net.http_method not null, url text not null, headers jsonb, body bytea,
  timeout_milliseconds int not null
);
create unlogged table net._http_response (
  id bigint, status_code integer, content_type text, headers jsonb, content text, timed_out bool,
  error_msg text, created timestamptz not null default now()
);
create index _http_response_created_idx on net._http_response (created);
create type net.request_status as enum ('PENDING', 'SUCCESS', 'ERROR');
create type net.http_response as (status_code integer, headers jsonb, body text);
create type net.http_response_result as (
  status net.request_status, message text, response net.http_response
);

create function net.check_worker_is_up() returns void language plpgsql as $$
begin
  raise exception 'the pg_net background worker is not up'
    using detail = 'The local database queues requests and never sends them.';
end
$$;
create function net._urlencode_string(string varchar) returns text language sql immutable as $$
  select coalesce(string_agg(
    case when part ~ '[A-Za-z0-9_.~-]' then part
    else regexp_replace(upper(encode(convert_to(part, 'UTF8'), 'hex')), '(..)', '%\1', 'g') end, ''
  ), '') from regexp_split_to_table(string, '') as part
$$;
create function net._url_with_params(url text, params jsonb) returns text language sql immutable as $$
  select url || coalesce(case when url like '%?%' then '&' else '?' end || string_agg(
    net._urlencode_string(key) || '=' || net._urlencode_string(value), '&'
  ), '') from jsonb_each_text(params)
$$;

create function net.http_get(
  url text, params jsonb default '{}', headers jsonb default '{}',
  timeout_milliseconds int default 5000
) returns bigint language sql security definer set search_path = net as $$
  insert into net.http_request_queue (method, url, headers, timeout_milliseconds)
  values ('GET', net._url_with_params(url, params), headers, timeout_milliseconds) returning id
$$;
create function net.http_post(
  url text, body jsonb default '{}', params jsonb default '{}',
  headers jsonb default '{"Content-Type": "application/json"}',
  timeout_milliseconds int default 5000
) returns bigint language plpgsql security definer set search_path = net as $$
declare
  content_type text := (
    select value from jsonb_each_text(coalesce(headers, '{}')) where lower(key) = 'content-type' limit 1
  );
  request_id bigint;
begin
  if content_type <> 'application/json' then
    raise exception 'Content-Type header must be "application/json"';
  end if;
  insert into net.http_request_queue (method, url, headers, body, timeout_milliseconds) values (
    'POST', net._url_with_params(url, params),
    case when content_type is null then headers || '{"Content-Type": "application/json"}' else headers end,
    convert_to(body::text, 'UTF8'), timeout_milliseconds
  ) returning id into request_id;
  return request_id;
end
$$;
create function net.http_delete(
  url text, params jsonb default '{}', headers jsonb default '{}',
  timeout_milliseconds int default 5000, body jsonb default null
) returns bigint language sql security definer set search_path = net as $$
  insert into net.http_request_queue (method, url, headers, body, timeout_milliseconds) values (
    'DELETE', net._url_with_params(url, params), headers, convert_to(body::text, 'UTF8'),
    timeout_milliseconds
  ) returning id
$$;
create function net._http_collect_response(request_id bigint, async bool default true)
returns net.http_response_result language plpgsql as $$
declare
  response net._http_response;
begin
  select * into response from net._http_response where id = request_id;
  if response.id is null or response.error_msg is not null then
    return (
      'ERROR', coalesce(response.error_msg, 'request matching request_id not found'), null
    )::net.http_response_result;
  end if;
  return (
    'SUCCESS', 'ok', (response.status_code, response.headers, response.content)::net.http_response
  )::net.http_response_result;
end
$$;

grant usage on schema net to supabase_functions_admin, postgres, anon, authenticated, service_role;
grant all on all sequences in schema net to public;
grant all on all tables in schema net to public;
revoke all on function net.http_get, net.http_post from public;
grant execute on function net.http_get, net.http_post
  to supabase_functions_admin, postgres, anon, authenticated, service_role;

do $$
begin
  raise warning 'pg_net: the local database queues requests and never sends them.';
end
$$;
