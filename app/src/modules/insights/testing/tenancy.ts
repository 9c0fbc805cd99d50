import type { Tenancy } from "../../../../testing/tenancy/tenancy.ts";

const ids = { insight: crypto.randomUUID(), research: crypto.randomUUID() };

export const tenancy: Tenancy = {
  rows: (owner) => ({
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
  }),
};
