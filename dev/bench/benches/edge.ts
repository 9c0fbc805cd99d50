import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SeaworthyError } from "@seaworthy/core/errors";
import { zoneId } from "@seaworthy/local/cloudflare/api/ids";
import { type CloudflareTest, startCloudflareTest } from "@seaworthy/local/cloudflare/api/testing";
import {
  startRuntime,
  type WorkerRuntime,
} from "@seaworthy/local/cloudflare/edge/workers/worker-runtime";
import { installLauncher } from "@seaworthy/local/cloudflare/edge/workers/workerd-launcher";
import { openSocketFolder } from "@seaworthy/local/cloudflare/edge/workers/workerd-sockets";
import type { Load } from "@seaworthy/stack/testing/bench";
import autocannon from "autocannon";
import { median } from "../stopwatch.ts";

const source = `export default { fetch() { return Response.json({ ok: true, text: "${"x".repeat(200)}" }); } };`;

/**
 * Throughput of the edge compared with that of the same Worker called directly, alternating in one
 * run.
 */
export async function measure(
  load: Load = { rounds: 5, seconds: 3, connections: 32 },
): Promise<Record<string, unknown>> {
  const cloudflare = await startCloudflareTest();
  const bare = await startBareWorkerd();
  try {
    await cloudflare.deploy({ source });
    for (const [phase, rules] of Object.entries(everyPhase))
      await setRules(cloudflare, phase, rules);
    const targets: Record<string, Target> = {
      bare: { url: "http://localhost/plain", socketPath: bare.socketPath },
      plain: { url: `${cloudflare.app}/plain` },
      phases: { url: `${cloudflare.app}/phases` },
      hit: { url: `${cloudflare.app}/cached` },
    };
    const phases = await takeRounds(targets, load);
    const cost = await rulesetCost(cloudflare, load);
    const ratio = (name: string) =>
      median(phases.map((round) => (round[name] ?? 0) / (round.bare ?? 1)));
    return {
      requestsPerSecond: Object.fromEntries(
        Object.keys(targets).map((name) => [name, median(phases.map((round) => round[name] ?? 0))]),
      ),
      cacheHitsToBareWorkerd: ratio("hit"),
      allPhasesToBareWorkerd: ratio("phases"),
      fiftyRulesCostPercent: cost,
    };
  } finally {
    await bare.close();
    await cloudflare.close();
  }
}

interface Target {
  readonly url: string;
  readonly socketPath?: string;
}

async function takeRounds(
  targets: Readonly<Record<string, Target>>,
  load: Load,
): Promise<Record<string, number>[]> {
  const rounds: Record<string, number>[] = [];
  // The first round is a warm-up.
  for (let round = 0; round <= load.rounds; round++) {
    const taken: Record<string, number> = {};
    for (const [name, target] of Object.entries(targets))
      taken[name] = await requestsPerSecond(target, load);
    if (round > 0) rounds.push(taken);
  }
  return rounds;
}

async function requestsPerSecond(target: Target, load: Load): Promise<number> {
  // In a thread: the edge runs in this process.
  const result = await autocannon({
    ...target,
    connections: load.connections,
    duration: load.seconds,
    workers: 1,
  });
  const failed = result.non2xx + result.errors;
  if (failed > 0)
    throw new SeaworthyError(
      "PROCESS_FAILED",
      `${failed} requests to ${target.url} failed under load.`,
    );
  return result.requests.total / result.duration;
}

/** How much longer a request takes with 50 custom rules that do not match it, in percent. */
async function rulesetCost(cloudflare: CloudflareTest, load: Load): Promise<number> {
  const target = { url: `${cloudflare.app}/plain` };
  const costs: number[] = [];
  for (let round = 0; round <= load.rounds; round++) {
    await setRules(cloudflare, "http_request_firewall_custom", []);
    const without = await requestsPerSecond(target, load);
    await setRules(cloudflare, "http_request_firewall_custom", fiftyRules);
    const withRules = await requestsPerSecond(target, load);
    if (round > 0) costs.push((without / withRules - 1) * 100);
  }
  return median(costs);
}

/** Typical rules of zones: paths, agents, addresses, countries, methods and samples of attacks. */
const kinds: readonly ((index: number) => string)[] = [
  (index) => `starts_with(lower(http.request.uri.path), "/blocked-${index}/")`,
  (index) => `http.request.uri.path eq "/gone-${index}" and http.request.method in {"POST" "PUT"}`,
  (index) => `lower(http.user_agent) contains "scanner-${index}"`,
  (index) => `ip.src in {192.0.2.${index} 198.51.100.0/24 2001:db8:${index}::/48}`,
  (index) =>
    `ip.src.country in {"T${index % 10}" "A1"} or lower(url_decode(http.request.uri.query)) contains "union select ${index}"`,
];
const fiftyRules = Array.from({ length: 50 }, (_, index) => ({
  action: "block",
  expression: kinds[index % kinds.length]?.(index),
}));

const onPath = 'http.request.uri.path eq "/phases"';
const limit = {
  characteristics: ["ip.src", "cf.colo.id"],
  period: 60,
  requests_per_period: 10_000_000,
  mitigation_timeout: 60,
};
const setHeader = { operation: "set", value: "DENY" };

/**
 * A rule or two in every phase. All are evaluated for every request; those that change something
 * match `/phases`.
 */
const everyPhase: Readonly<Record<string, readonly Record<string, unknown>[]>> = {
  http_request_dynamic_redirect: [
    {
      action: "redirect",
      expression: 'http.request.uri.path eq "/old"',
      action_parameters: { from_value: { target_url: { value: "/new" } } },
    },
  ],
  http_request_transform: [
    {
      action: "rewrite",
      expression: 'http.request.uri.path eq "/v1"',
      action_parameters: { uri: { path: { value: "/v2" } } },
    },
  ],
  http_config_settings: [
    {
      action: "set_config",
      expression: onPath,
      action_parameters: { automatic_https_rewrites: false },
    },
  ],
  http_request_firewall_custom: [
    { action: "block", expression: 'http.request.uri.path contains "/.env"' },
  ],
  http_ratelimit: [{ action: "block", expression: onPath, ratelimit: limit }],
  http_request_late_transform: [
    {
      action: "rewrite",
      expression: onPath,
      action_parameters: { headers: { "X-Edge": { operation: "set", value: "1" } } },
    },
  ],
  http_request_cache_settings: [
    {
      action: "set_cache_settings",
      expression: 'http.request.uri.path eq "/cached"',
      action_parameters: { cache: true, edge_ttl: { mode: "override_origin", default: 600 } },
    },
  ],
  http_response_headers_transform: [
    {
      action: "rewrite",
      expression: onPath,
      action_parameters: {
        headers: { "X-Frame-Options": setHeader, "X-Powered-By": { operation: "remove" } },
      },
    },
  ],
};

async function setRules(
  { client }: CloudflareTest,
  phase: string,
  rules: readonly Record<string, unknown>[],
): Promise<void> {
  await client.rulesets.phases.update(phase as "http_ratelimit", {
    zone_id: zoneId,
    rules: rules as never,
  });
}

/** The same module in a separate workerd, with nothing in front. */
async function startBareWorkerd(): Promise<{ socketPath: string; close(): Promise<void> }> {
  const directory = mkdtempSync(join(tmpdir(), "sea-bench-edge-"));
  const file = join(directory, "index.js");
  writeFileSync(file, source);
  const id = "bare";
  const version = {
    id,
    tag: "",
    createdOn: new Date().toISOString(),
    mainModule: "index.js",
    modules: [{ name: "index.js", contentType: "application/javascript+module", file }],
    bindings: [],
    compatibilityDate: "2026-01-01",
    compatibilityFlags: ["nodejs_compat"],
    cacheEnabled: false,
  };
  const runtime: WorkerRuntime = await startRuntime({
    worker: { name: id, versions: [{ percentage: 100, version }], namespaces: [], crons: [] },
    name: "workerd-bare",
    persistDirectory: join(directory, "storage"),
    launcher: installLauncher({
      runDirectory: directory,
      storage: join(directory, "storage"),
      sockets: openSocketFolder(directory),
    }),
    // The Worker has no queue.
    queues: {
      send: async () => ({ code: 10104, status: 404, message: "Queue does not exist" }),
      metrics: async () => ({ backlogCount: 0, backlogBytes: 0, oldestMessageTimestamp: 0 }),
    },
    log: () => undefined,
  });
  return {
    socketPath: runtime.socketPath(id),
    close: async () => {
      await runtime.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
