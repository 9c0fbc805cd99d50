interface OwnedRow {
  readonly insert: string;
  readonly owned: string;
}

/** Ids of the owner's rows that other rows refer to. */
const ids = Object.fromEntries(
  ["account", "campaign", "lead", "email", "endpoint", "delivery", "insight", "research"].map(
    (name) => [name, crypto.randomUUID()],
  ),
);
/**
 * One of the owner's rows in every table, or the service's where a table has no owners; and the
 * column that names the owner.
 */
export function tenancyRows(owner: string): Readonly<Record<string, OwnedRow>> {
  return {
    ...platformRows(owner),
    ...outreachRows(owner),
    ...webhookRows(owner),
    ...callRows(owner),
    ...insightRows(owner),
    ...researchRows(owner),
    ...performanceRows(),
    ...peopleRows(owner),
  };
}

const platformRows = (owner: string): Readonly<Record<string, OwnedRow>> => ({
  posts: {
    insert: `insert into posts (author_id, body, visibility) values ('${owner}', 'a secret', 'private')`,
    owned: `author_id = '${owner}'`,
  },
  usage_events: {
    insert: `insert into usage_events (event, user_id) values ('feed.read', '${owner}')`,
    owned: `user_id = '${owner}'`,
  },
  api_keys: {
    insert: `insert into api_keys (owner_id, name, prefix, hash, scopes, expires_at)
      values ('${owner}', 'key', 'sw_', repeat('a', 64), '{feed:read}', now() + interval '1 day')`,
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
  tables: {
    insert: `insert into tables (id, name, columns, created_by) values ('${owner}', 'a secret', '[]', '${owner}')`,
    owned: `id = '${owner}'`,
  },
  table_members: {
    insert: `insert into table_members (table_id, user_id, role) values ('${owner}', '${owner}', 'owner')`,
    owned: `user_id = '${owner}'`,
  },
  table_rows: {
    insert: `insert into table_rows (table_id, row_id, seq, data) values ('${owner}', '${owner}', 1, '{"secret": true}')`,
    owned: `table_id = '${owner}'`,
  },
  user_roles: {
    insert: `insert into user_roles (user_id, role) values ('${owner}', 'admin')`,
    owned: `user_id = '${owner}'`,
  },
  pgmigrations: { insert: "select 1", owned: "name is not null" },
});

const peopleRows = (owner: string): Readonly<Record<string, OwnedRow>> => ({
  user_profiles: {
    insert: `insert into user_profiles (user_id, handle, bio) values ('${owner}', 'secret', 'a secret')`,
    owned: `user_id = '${owner}'`,
  },
  follows: {
    insert: `insert into follows (follower_id, followee_id) values ('${owner}', gen_random_uuid())`,
    owned: `follower_id = '${owner}'`,
  },
  blocks: {
    insert: `insert into blocks (blocker_id, blocked_id) values ('${owner}', gen_random_uuid())`,
    owned: `blocker_id = '${owner}'`,
  },
  rpc_observations: {
    insert: `insert into rpc_observations (name, duration_ms) values ('secret', 1)`,
    owned: "name = 'secret'",
  },
});

const performanceRows = (): Readonly<Record<string, OwnedRow>> => {
  const minute = `insert into request_metrics (recorded_at, method, route, requests, errors, limited, total_ms, buckets)
    values (now(), 'GET', '/secret', 1, 0, 1, 1, array_fill(1::bigint, array[13])) on conflict do nothing`;
  return {
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
  };
};

const outreachRows = (owner: string): Readonly<Record<string, OwnedRow>> => ({
  accounts: {
    insert: `insert into accounts (id, user_id, address, daily_quota) values ('${ids.account}', '${owner}', 'a@secret.dev', 10)`,
    owned: `user_id = '${owner}'`,
  },
  campaigns: {
    insert: `insert into campaigns (id, user_id, account_id, name, subject, body) values ('${ids.campaign}', '${owner}', '${ids.account}', 'a secret', 'a', 'a')`,
    owned: `user_id = '${owner}'`,
  },
  leads: {
    insert: `insert into leads (id, user_id, campaign_id, email) values ('${ids.lead}', '${owner}', '${ids.campaign}', 'lead@secret.dev')`,
    owned: `user_id = '${owner}'`,
  },
  emails: {
    insert: `insert into emails (id, user_id, campaign_id, lead_id) values ('${ids.email}', '${owner}', '${ids.campaign}', '${ids.lead}')`,
    owned: `user_id = '${owner}'`,
  },
  suppressions: {
    insert: `insert into suppressions (user_id, list_id, email_hash, reason) values ('${owner}', '${ids.campaign}', repeat('a', 64), 'unsubscribed')`,
    owned: `user_id = '${owner}'`,
  },
  email_events: {
    insert: `insert into email_events (user_id, email_id, event_type) values ('${owner}', '${ids.email}', 'sent')`,
    owned: `user_id = '${owner}'`,
  },
});

const webhookRows = (owner: string): Readonly<Record<string, OwnedRow>> => ({
  webhook_endpoints: {
    insert: `insert into webhook_endpoints (id, user_id, url, sealed_secret) values ('${ids.endpoint}', '${owner}', 'https://secret.dev', 's1.a.b')`,
    owned: `user_id = '${owner}'`,
  },
  webhook_deliveries: {
    insert: `insert into webhook_deliveries (id, user_id, endpoint_id, message_id, event_type, body)
      values ('${ids.delivery}', '${owner}', '${ids.endpoint}', 'msg_1', 'email.sent', '{}')`,
    owned: `user_id = '${owner}'`,
  },
  webhook_attempts: {
    insert: `insert into webhook_attempts (delivery_id, attempt, user_id, code, duration_ms)
      values ('${ids.delivery}', 1, '${owner}', 'http_200', 1)`,
    owned: `user_id = '${owner}'`,
  },
  api_calls: {
    insert: `insert into api_calls (minute, calls) values ('2026-01-01 00:00:00Z', 1)`,
    owned: "minute = '2026-01-01 00:00:00Z'",
  },
  system_health_metrics: { insert: "select 1", owned: "queued_emails >= 0" },
});

const callRows = (owner: string): Readonly<Record<string, OwnedRow>> => ({
  webhook_events: {
    insert: `insert into webhook_events (source, event_id, subject, payload, content_sha256)
      values ('a source', 'owned', '${owner}', 'a secret', 'x')`,
    owned: "event_id = 'owned'",
  },
  call_agents: {
    insert: `insert into call_agents (vendor, vendor_agent_id, owner_id) values ('vapi', 'a', '${owner}')`,
    owned: `owner_id = '${owner}'`,
  },
  calls: {
    insert: `insert into calls (vendor, vendor_call_id, owner_id, summary) values ('vapi', 'c', '${owner}', 'a secret')`,
    owned: `owner_id = '${owner}'`,
  },
  call_transcripts: {
    insert: `insert into call_transcripts (call_id, owner_id, encoding, content)
      select id, '${owner}', 'identity', 'a secret' from calls limit 1`,
    owned: `owner_id = '${owner}'`,
  },
  tool_calls: {
    insert: `insert into tool_calls (vendor, vendor_tool_call_id, vendor_call_id, owner_id, name, arguments)
      values ('vapi', 't', 'c', '${owner}', 'a tool', '{}')`,
    owned: `owner_id = '${owner}'`,
  },
});

const insightRows = (owner: string): Readonly<Record<string, OwnedRow>> => ({
  insights: {
    insert: `insert into insights (id, title, summary, source, created_by, deleted_at)
      values ('${ids.insight}', 'a secret', 'a secret', 'a', '${owner}', now())`,
    owned: `created_by = '${owner}'`,
  },
  trend_points: {
    insert: `insert into trend_points (insight_id, place, value) values ('${ids.insight}', 1, 1)`,
    owned: `insight_id = '${ids.insight}'`,
  },
  saved_insights: {
    insert: `insert into saved_insights (user_id, insight_id, status) values ('${owner}', '${ids.insight}', 'saved')`,
    owned: `user_id = '${owner}'`,
  },
  interactions: {
    insert: `insert into interactions (user_id, insight_id, type) values ('${owner}', '${ids.insight}', 'saved')`,
    owned: `user_id = '${owner}'`,
  },
  customers: {
    insert: `insert into customers (user_id, tier, email) values ('${owner}', 'team', 'owner@secret.dev')`,
    owned: `user_id = '${owner}'`,
  },
  subscriptions: {
    insert: `insert into subscriptions (id, stripe_customer_id, tier, status, event_at, event_rank)
      values ('sub_owned', 'cus_owned', 'team', 'active', now(), 1)`,
    owned: "id = 'sub_owned'",
  },
});

const researchRows = (owner: string): Readonly<Record<string, OwnedRow>> => ({
  research_requests: {
    insert: `insert into research_requests (id, user_id, month, topic)
      values ('${ids.research}', '${owner}', '2026-01-01', 'a secret')`,
    owned: `user_id = '${owner}'`,
  },
  research_steps: {
    insert: `insert into research_steps (research_id, place, user_id, step, progress)
      values ('${ids.research}', 1, '${owner}', 'queued', 0)`,
    owned: `user_id = '${owner}'`,
  },
  analyses: {
    insert: `insert into analyses (research_id, user_id, report)
      values ('${ids.research}', '${owner}', '{"text": "a secret"}')`,
    owned: `user_id = '${owner}'`,
  },
  research_quotas: {
    insert: `insert into research_quotas (user_id, month, used) values ('${owner}', '2026-01-01', 1)`,
    owned: `user_id = '${owner}'`,
  },
});
