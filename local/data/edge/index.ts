import { join } from "node:path";
import { SeaworthyError } from "@seaworthy/core/errors.ts";
import type { CloudContext } from "../../kernel/context.ts";
import { Cache } from "./cache.ts";
import { createCacheStore, type Purge } from "./cache-store.ts";
import { loadCertificate } from "./certificate.ts";
import { parseCron } from "./cron-expression.ts";
import { createCrons } from "./crons.ts";
import { Fleet } from "./fleet.ts";
import { createHandler } from "./handler.ts";
import { type Listeners, listen } from "./listeners.ts";
import { compilePlan, type Plan } from "./plan.ts";
import type { RateCounters } from "./rate-limits.ts";
import type { EdgeState, WorkerState } from "./state.ts";
import { createTunnels } from "./websocket.ts";

export type { EdgeState, WorkerState } from "./state.ts";

/** Cloudflare's network, as one process: listeners that enforce a zone's rules, in front of Workers in workerd. */
export interface Edge {
  /** Opens the listeners. Throws PORT_TAKEN when another program has the port. */
  start(): Promise<void>;
  /** Makes everything as the state says. Resolves when requests see it; a Worker that does not load is the error, the rest is applied. */
  apply(state: EdgeState): Promise<void>;
  /** Loads a deployment without serving it; throws with the runtime's reason when it does not load. */
  prepare(worker: WorkerState): Promise<void>;
  addresses(): Promise<{ http: string; https: string; authorityFile: string }>;
  /** What is wrong with a cron expression; undefined when nothing is. */
  cronProblem(cron: string): string | undefined;
  /** Where the objects of that Durable Object namespace are kept. */
  storageOf(namespaceId: string): string;
  purge(what: Purge): void;
  /** Why a deployed Worker does not run, by name. */
  failures(): Readonly<Record<string, string>>;
  close(): Promise<void>;
}

const defaultTls = { minVersion: "TLSv1.2", maxVersion: "TLSv1.3" } as const;

export function createEdge(context: CloudContext, zoneName: string): Edge {
  const directory = join(context.directory, "edge");
  const tunnels = createTunnels();
  const fleet = new Fleet({
    runDirectory: join(context.directory, "run"),
    logDirectory: join(context.directory, "logs"),
    persistDirectory: join(directory, "storage"),
    log: context.log,
    onReplaced: (runtime) => tunnels.endAll(runtime),
  });
  const crons = createCrons(fleet, context.clock, context.log);
  const now = () => context.clock.now();
  const store = createCacheStore();
  const cache = new Cache(store, now);
  const counters: RateCounters = new Map();
  let plan: Plan | undefined;
  let listeners: Listeners | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  const currentPlan = () => {
    if (!plan) throw new SeaworthyError("CLOUD_NOT_RUNNING", "The edge has no state yet.");
    return plan;
  };
  const handler = createHandler({ plan: currentPlan, fleet, tunnels, log: context.log });
  return {
    start: async () => {
      if (listeners) return;
      const certificate = await loadCertificate(directory, zoneName);
      const [httpPort, httpsPort] = [await context.ports.claim("edge.http"), await context.ports.claim("edge.https")];
      listeners = await listen(handler, { httpPort, httpsPort, certificate, tls: plan?.zone.tls ?? defaultTls });
    },
    apply: (state) => {
      const applied = queue.then(async () => {
        // Workers first: a route must not lead to a Worker that is not there yet.
        const workers = fleet.apply(state.workers);
        await workers.catch(() => undefined);
        plan = compilePlan(state, { cache, counters, now, log: context.log, httpsPort: await context.ports.get("edge.https") });
        listeners?.setTls(plan.zone.tls);
        crons.set(state.workers);
        await workers;
      });
      queue = applied.catch(() => undefined);
      return applied;
    },
    prepare: (worker) => fleet.prepare(worker),
    addresses: async () => ({
      http: `http://${zoneName}:${await context.ports.get("edge.http")}`,
      https: `https://${zoneName}:${await context.ports.get("edge.https")}`,
      authorityFile: join(directory, "ca.pem"),
    }),
    cronProblem: (cron) => {
      const parsed = parseCron(cron);
      return "problem" in parsed ? parsed.problem : undefined;
    },
    storageOf: (namespaceId) => join(directory, "storage", "do", namespaceId),
    purge: (what) => store.purge(what),
    failures: () => fleet.failures(),
    close: async () => {
      crons.close();
      await listeners?.close();
      listeners = undefined;
      await queue;
      await fleet.close();
    },
  };
}
