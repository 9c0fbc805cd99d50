import type { StackState } from "@seaworthy/cli/rotate/stack/stack-state";
import type { Environment } from "@seaworthy/core/environment";
import { createVendorClient, type VendorClient } from "@seaworthy/core/http";
import { createBackend } from "@seaworthy/plugins/seaworthy/backend";
import { openRedisRest } from "@seaworthy/plugins/seaworthy/upstash/redis-rest";

/** A change made at a vendor, bypassing the stack. */
export interface LiveChange {
  readonly what: string;
  /** How the drift is reported: `kind name path`. */
  readonly reported: RegExp;
  readonly make: () => Promise<unknown>;
}

type Resource = ReturnType<StackState["resources"]>[number];

interface Rules {
  readonly rules: readonly Record<string, unknown>[];
}

/** Changes through the vendors' own APIs, as someone using a dashboard would make them. */
export function liveChanges(state: StackState, environment: Environment): readonly LiveChange[] {
  const vendors = clientsOf(environment);
  const { supabase, sentry, edge, worker, redis } = state.manifest;
  const one = (type: string, name?: string) => found(state, type, name);
  return [
    ...zoneChanges(vendors.cloudflare, edge.zoneId),
    ...ruleChanges(vendors.cloudflare, edge.zoneId, one),
    ...workerChanges(vendors.cloudflare, edge, worker, one),
    ...supabaseChanges(vendors.supabase, supabase.projectRef),
    ...sentryChanges(vendors.sentry, sentry, one),
    ...redisChanges(environment, vendors.upstash, redis[1]?.id ?? ""),
  ];
}

function clientsOf(environment: Environment) {
  const backend = createBackend({}, environment);
  const client = (vendor: string, baseUrl = "", token = "") =>
    createVendorClient({ vendor, baseUrl, headers: { authorization: `Bearer ${token}` } });
  const { CLOUDFLARE_BASE_URL, CLOUDFLARE_API_TOKEN } = environment;
  return {
    cloudflare: client("Cloudflare", CLOUDFLARE_BASE_URL, CLOUDFLARE_API_TOKEN),
    sentry: client("Sentry", environment.SENTRY_BASE_URL, environment.SENTRY_AUTH_TOKEN),
    supabase: backend.supabase(),
    upstash: backend.upstash(),
  };
}

type Find = (type: string, name?: string) => Resource;

function found(state: StackState, type: string, name?: string): Resource {
  const resource = state
    .resources()
    .find((one) => one.type === type && (name === undefined || one.urn.endsWith(name)));
  if (resource) return resource;
  throw new RangeError(`The stack has no ${type} ${name ?? ""}.`);
}

function zoneChanges(client: VendorClient, zoneId: string): LiveChange[] {
  const setting = (id: string, value: unknown, kind: string): LiveChange => ({
    what: `zone setting ${id}`,
    reported: new RegExp(`^${kind} .*${id.replaceAll("_", ".")}`),
    make: () => client.request("PATCH", `/zones/${zoneId}/settings/${id}`, { value }),
  });
  return [
    setting("min_tls_version", "1.0", "changed"),
    setting("ssl", "flexible", "changed"),
    setting("always_use_https", "on", "changed"),
    setting("development_mode", "on", "changed"),
  ];
}

function ruleChanges(client: VendorClient, zoneId: string, one: Find): LiveChange[] {
  const type = "cloudflare:index/ruleset:Ruleset";
  const change = (name: string, edit: (rules: Rules["rules"]) => unknown[]) => async () => {
    const path = `/zones/${zoneId}/rulesets/${one(type, name).id}`;
    const { result } = (await client.request("GET", path)).body as { result: Rules };
    const rules = edit(result.rules).map((rule) => {
      const { version: _version, last_updated: _updated, ...rest } = rule as Rules["rules"][number];
      return rest;
    });
    await client.request("PUT", path, { rules });
  };
  const foreign = {
    ...{ action: "skip", expression: '(http.user_agent eq "friend")', enabled: true },
    ...{ description: "a friend", action_parameters: { ruleset: "current" } },
  };
  return [
    {
      what: "order of the firewall's rules",
      reported: /^order edge-waf rules/,
      make: change("edge-waf", (rules) => rules.toReversed()),
    },
    {
      what: "a foreign rule in front of the firewall's",
      reported: /^foreign edge-waf rules/,
      make: change("edge-waf", (rules) => [foreign, ...rules]),
    },
    {
      what: "a rate limit that is off",
      reported: /^changed edge-rate-limits rules\[0\]/,
      make: change("edge-rate-limits", ([first, ...rest]) => [
        { ...first, enabled: false },
        ...rest,
      ]),
    },
    {
      what: "a response header that is gone",
      reported: /^(missing|changed) edge-headers rules/,
      make: change("edge-headers", () => []),
    },
  ];
}

function workerChanges(
  client: VendorClient,
  { zoneId }: StackState["manifest"]["edge"],
  { accountId, script }: StackState["manifest"]["worker"],
  one: Find,
): LiveChange[] {
  const hyperdrive = one("cloudflare:index/hyperdriveConfig:HyperdriveConfig", "hyperdrive-a");
  return [
    {
      what: "a foreign route",
      reported: /^foreign route /,
      make: () =>
        client.request("POST", `/zones/${zoneId}/workers/routes`, {
          ...{ pattern: "localhost/other/*", script },
        }),
    },
    {
      what: "crons",
      reported: /^changed app-retention schedules/,
      make: () =>
        client.request("PUT", `/accounts/${accountId}/workers/scripts/${script}/schedules`, [
          { cron: "0 0 1 1 *" },
        ]),
    },
    {
      what: "Hyperdrive's cache",
      reported: /^changed app-hyperdrive-a caching/,
      make: () =>
        client.request("PATCH", `/accounts/${accountId}/hyperdrive/configs/${hyperdrive.id}`, {
          caching: { disabled: false },
        }),
    },
  ];
}

function supabaseChanges(client: VendorClient, ref: string): LiveChange[] {
  const path = `/v1/projects/${ref}`;
  return [
    {
      what: "the pooler's size",
      reported: /^changed database-pooler defaultPoolSize/,
      make: () =>
        client.request("PATCH", `${path}/config/database/pooler`, { default_pool_size: 3 }),
    },
    {
      what: "rows of one answer",
      reported: /^changed database-settings api.*max_rows/,
      make: () => client.request("PATCH", `${path}/postgrest`, { max_rows: 100_000 }),
    },
    {
      what: "the shortest password",
      reported: /^changed database-settings auth.*password_min_length/,
      make: () => client.request("PATCH", `${path}/config/auth`, { password_min_length: 6 }),
    },
    {
      what: "a foreign secret API key",
      reported: /^foreign secret API key/,
      make: () =>
        client.request("POST", `${path}/api-keys`, { type: "secret", name: "of_somebody" }),
    },
  ];
}

function sentryChanges(
  client: VendorClient,
  { organization, project }: StackState["manifest"]["sentry"],
  one: Find,
): LiveChange[] {
  const path = `/0/projects/${organization}/${project}`;
  const key = one("sentry:index/key:Key", "key-a");
  const alert = one("sentry:index/alert:Alert", "new-issue-alert");
  return [
    {
      what: "a key's rate limit",
      reported: /^changed errors-key-a rateLimit/,
      make: () =>
        client.request("PUT", `${path}/keys/${key.id}/`, { rateLimit: { count: 1, window: 60 } }),
    },
    {
      what: "an inbound filter that is off",
      reported: /^changed errors-filter-web-crawlers active/,
      make: () => client.request("PUT", `${path}/filters/web-crawlers/`, { active: false }),
    },
    {
      what: "an alert that is off",
      reported: /^changed errors-new-issue-alert enabled/,
      make: async () => {
        const at = `/0/organizations/${organization}/workflows/${alert.id}/`;
        const { body } = await client.request("GET", at);
        const { name, config, triggers, actionFilters, detectorIds } = body as Record<
          string,
          unknown
        >;
        const kept = { name, config, triggers, actionFilters, detectorIds };
        await client.request("PUT", at, { ...kept, enabled: false });
      },
    },
  ];
}

function redisChanges(
  environment: Environment,
  client: VendorClient,
  databaseId: string,
): LiveChange[] {
  const run = async (...command: string[]) =>
    (await openRedisRest(createBackend({}, environment), databaseId)).run(command);
  return [
    {
      what: "eviction of the limiter's keys",
      reported: /^changed redis-limiter eviction/,
      make: () => client.request("POST", `/v2/redis/enable-eviction/${databaseId}`),
    },
    {
      what: "a Redis user's rights",
      reported: /^changed redis-limiter-worker-a rules/,
      make: () => run("ACL", "SETUSER", "worker-a", "-set"),
    },
    {
      what: "a foreign Redis user",
      reported: /^foreign user guest of Redis/,
      make: () => run("ACL", "SETUSER", "guest", "off"),
    },
  ];
}
