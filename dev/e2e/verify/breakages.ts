import {
  alertOff,
  alertWithoutActions,
  binding,
  cached,
  cacheRule,
  firewallOff,
  firewallStopsAll,
  limit,
  pooler,
  responseHeader,
  rule,
  setting,
  sql,
} from "./changes.ts";
import type { Vendors } from "./vendors.ts";

/** One declared value that differs from what is live. */
export interface Breakage {
  readonly what: string;
  readonly experiment: string;
  /** Named in the result. */
  readonly policy: string;
  break(vendors: Vendors): Promise<() => Promise<unknown>>;
}

/** The part of a rule's expression that is about the path. */
function pathIn({ expression }: Readonly<Record<string, unknown>>): string {
  const found = /http\.request\.uri\.path eq "[^"]+"/.exec(String(expression));
  if (found === null) throw new RangeError(`The rule compares no path: ${expression}`);
  return found[0];
}

/** Manual changes, one per declared value. */
export const breakages: readonly Breakage[] = [
  {
    what: "the zone takes TLS 1.0",
    experiment: "tls",
    policy: "edge-min-tls-version",
    break: setting("min_tls_version", "1.0"),
  },
  {
    what: "TLS 1.3 is off",
    experiment: "tls",
    policy: "edge-tls-1-3",
    break: setting("tls_1_3", "off"),
  },
  {
    what: "plain HTTP is redirected",
    experiment: "tls",
    policy: "edge-always-https",
    break: setting("always_use_https", "on"),
  },
  {
    what: "HSTS is sent",
    experiment: "tls",
    policy: "edge-hsts",
    break: setting("security_header", {
      strict_transport_security: { enabled: true, max_age: 600 },
    }),
  },
  {
    what: "the edge's own pages have no security headers",
    experiment: "security-headers",
    policy: "edge-security-headers",
    break: rule("http_response_headers_transform", "security-headers", (one) => ({
      ...one,
      enabled: false,
    })),
  },
  {
    what: "another origin is allowed",
    experiment: "cors",
    policy: "cors-exact-origins",
    break: binding("CORS_ORIGINS", "https://attacker.example"),
  },
  {
    what: "the edge allows every origin",
    experiment: "cors",
    policy: "cors-not-set-by-edge",
    break: responseHeader("Access-Control-Allow-Origin", "*"),
  },
  {
    what: "the rule against SQL injection is off",
    experiment: "attacks",
    policy: "edge-blocks-sql-injection",
    break: firewallOff("sql-injection"),
  },
  {
    what: "the rule against scripts is off",
    experiment: "attacks",
    policy: "edge-blocks-script-injection",
    break: firewallOff("script-injection"),
  },
  {
    what: "the rule against path traversal is off",
    experiment: "attacks",
    policy: "edge-blocks-path-traversal",
    break: firewallOff("path-traversal"),
  },
  {
    what: "the rule against scanners is off",
    experiment: "attacks",
    policy: "edge-blocks-scanners",
    break: firewallOff("scanner-paths"),
  },
  {
    what: "a rule of the WAF stops everybody",
    experiment: "attacks",
    policy: "edge-people-pass",
    break: firewallStopsAll,
  },
  {
    what: "a rule of the WAF stops browsers",
    experiment: "pages",
    policy: "edge-people-pass",
    break: firewallStopsAll,
  },
  {
    what: "a rate limit allows more",
    experiment: "rate-limits",
    policy: "edge-rate-limit-counted",
    break: limit({ requests_per_period: 30 }),
  },
  {
    what: "a rate limit allows less",
    experiment: "rate-limits",
    policy: "edge-rate-limit-counted",
    break: limit({ requests_per_period: 10 }),
  },
  {
    what: "a rate limit holds off for less",
    experiment: "rate-limits",
    policy: "edge-rate-limit-holds",
    break: limit({ mitigation_timeout: 10 }),
  },
  {
    what: "a rate limit counts everybody together",
    experiment: "rate-limits",
    policy: "edge-people-pass",
    break: limit({ characteristics: ["cf.colo.id"] }),
  },
  {
    what: "the rate limit of the API is off",
    experiment: "rate-limits",
    policy: "edge-rest-rate-limit",
    break: rule("http_ratelimit", "rest", (one) => ({ ...one, enabled: false })),
  },
  {
    what: "the edge keeps for less",
    experiment: "cache-hits",
    policy: "cache-edge-ttl-bounded",
    break: cached({ edge_ttl: { mode: "override_origin", default: 5 } }),
  },
  {
    // The version's own cache still keeps the page, for as long as the app declares.
    what: "the zone's cache rule is off",
    experiment: "cache-hits",
    policy: "cache-edge-ttl-bounded",
    break: cacheRule((one) => ({ ...one, enabled: false })),
  },
  {
    what: "the edge keeps what users get",
    experiment: "cache-hits",
    policy: "cache-nothing-personal",
    break: cacheRule((one) => ({ ...one, expression: pathIn(one) })),
  },
  {
    what: "another version serves",
    experiment: "generations",
    policy: "rollout-serves-judged-version",
    break: binding("SENTRY_SAMPLE_RATE", "0.5"),
  },
  {
    what: "the Worker holds another secret",
    experiment: "generations",
    policy: "secrets-previous-with-current",
    break: binding("WEBHOOK_SECRET", "another-secret-that-is-as-long-as-the-declared-one-is"),
  },
  {
    what: "the Worker reports to another project",
    experiment: "error-tracking",
    policy: "errors-dsn-bound",
    break: binding("SENTRY_DSN", "http://0123456789abcdef0123456789abcdef@127.0.0.1:9/1"),
  },
  {
    what: "the alert about new issues tells nobody",
    experiment: "error-tracking",
    policy: "errors-alerts-deliver",
    break: alertWithoutActions("New issue"),
  },
  {
    what: "the alert about new issues is off",
    experiment: "error-tracking",
    policy: "errors-alert-on-new-issues",
    break: alertOff("New issue"),
  },
  {
    what: "the alert about the error rate is off",
    experiment: "error-tracking",
    policy: "errors-alert-on-error-rate",
    break: alertOff("Error count"),
  },
  {
    what: "the pool is smaller",
    experiment: "pool",
    policy: "pooling-declared",
    break: pooler({ default_pool_size: 6 }, { default_pool_size: 10 }),
  },
  {
    what: "the pooler is in session mode",
    experiment: "pool",
    policy: "pooling-transaction-mode",
    break: pooler({ pool_mode: "session" }, { pool_mode: "transaction" }),
  },
  {
    what: "the pooler takes more clients",
    experiment: "pool-clients",
    policy: "pooling-clients-fit",
    break: sql("set max_client_conn = 400", "set max_client_conn = 200", "admin"),
  },
  {
    what: "a policy shows private rows to everybody who is signed in",
    experiment: "row-security",
    policy: "rls_policy_always_true",
    break: sql(
      "create policy opened on public.posts for select to authenticated using (true)",
      "drop policy opened on public.posts",
    ),
  },
  {
    what: "row security is off",
    experiment: "row-security",
    policy: "rls_disabled_in_public",
    break: sql(
      "alter table public.posts disable row level security",
      "alter table public.posts enable row level security",
    ),
  },
  {
    what: "anonymous visitors may write",
    experiment: "row-security",
    policy: "database-anonymous-do-not-write",
    break: sql(
      "grant insert on public.posts to anon; create policy opened on public.posts for insert to anon with check (true)",
      "drop policy opened on public.posts; revoke insert on public.posts from anon",
    ),
  },
  {
    what: "the live schema has a column more",
    experiment: "migrations",
    policy: "database-migrations-declared",
    break: sql(
      "alter table public.posts add column by_hand text",
      "alter table public.posts drop column by_hand",
    ),
  },
  {
    what: "the live table does not fit the declared one",
    experiment: "backup",
    policy: "database-migrations-declared",
    break: sql(
      "alter table public.posts add column by_hand text",
      "alter table public.posts drop column by_hand",
    ),
  },
  {
    what: "the app does not reach Redis",
    experiment: "health",
    policy: "cache-redis-timeout",
    break: binding("LIMITER_REDIS_URL", "http://127.0.0.1:9"),
  },
];
