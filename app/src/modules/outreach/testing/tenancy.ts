import type { Tenancy } from "../../../../testing/tenancy/tenancy.ts";

const ids = {
  account: crypto.randomUUID(),
  campaign: crypto.randomUUID(),
  lead: crypto.randomUUID(),
  email: crypto.randomUUID(),
  endpoint: crypto.randomUUID(),
  delivery: crypto.randomUUID(),
};

export const tenancy: Tenancy = {
  rows: (owner) => ({
    accounts: {
      insert: `insert into accounts (id, user_id, address, daily_quota) values ('${ids.account}', '${owner}', 'a@secret.dev', 10)`,
      owned: `user_id = '${owner}'`,
    },
    preferences: {
      insert: `insert into preferences (user_id, signature) values ('${owner}', 'a secret')`,
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
  }),
};
