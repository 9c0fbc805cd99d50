import type { Tenancy } from "./tenancy.ts";

const minute = `insert into request_metrics (recorded_at, method, route, requests, errors, limited, total_ms, buckets)
  values (now(), 'GET', '/secret', 1, 0, 1, 1, array_fill(1::bigint, array[13])) on conflict do nothing`;

export const platformTenancy: Tenancy = {
  rows: (owner) => ({
    api_keys: {
      insert: `insert into api_keys (owner_id, name, prefix, hash, scopes, expires_at)
        values ('${owner}', 'key', 'sw_', repeat('a', 64), '{notes:read}', now() + interval '1 day')`,
      owned: `owner_id = '${owner}'`,
    },
    rate_limit_counters: {
      insert: `insert into rate_limit_counters (key, expires_at) values ('owned', now() + interval '1 day')`,
      owned: "key = 'owned'",
    },
    jobs: {
      insert: `insert into jobs (kind, key, tenant, payload, max_attempts)
        values ('a.kind', 'owned', '${owner}', '{"text": "a secret"}', 3)`,
      owned: "key = 'owned'",
    },
    idempotency_keys: {
      insert: `insert into idempotency_keys (id, owner, fingerprint, status, headers, body, expires_at)
        values (repeat('a', 64), 'user:${owner}', repeat('b', 64), 201, '{}', 'a secret', now() + interval '1 day')`,
      owned: `owner = 'user:${owner}'`,
    },
    system_config: {
      insert: `insert into system_config (key, value) values ('switch.a.secret', 'false')`,
      owned: "key = 'switch.a.secret'",
    },
    user_roles: {
      insert: `insert into user_roles (user_id, role) values ('${owner}', 'admin')`,
      owned: `user_id = '${owner}'`,
    },
    pgmigrations: { insert: "select 1", owned: "name is not null" },
    webhook_events: {
      insert: `insert into webhook_events (source, event_id, subject, payload, content_sha256)
        values ('a source', 'owned', '${owner}', 'a secret', 'x')`,
      owned: "event_id = 'owned'",
    },
    request_metrics: { insert: minute, owned: "route = '/secret'" },
    performance_summary: { insert: minute, owned: "requests > 0" },
    rate_limit_logs: { insert: minute, owned: "refused > 0" },
    system_metrics: {
      insert: "insert into system_metrics (recorded_at, name, value) values (now(), 'secret', 1)",
      owned: "name = 'secret'",
    },
    rate_limits: {
      insert: "insert into rate_limits (subject, window_end) values ('203.0.113.1', now())",
      owned: "subject = '203.0.113.1'",
    },
  }),
  readable: { api_keys: 1 },
  functions: {
    has_role: "select to_jsonb(has_role('admin')) as answer",
  },
};
