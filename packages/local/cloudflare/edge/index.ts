import { join } from "node:path";
import { SeaworthyError } from "@seaworthy/core/errors";
import type { CloudContext } from "../../kernel/context.ts";
import { openBodyFiles } from "./cache/body-files.ts";
import { Cache } from "./cache/cache.ts";
import { type CacheStore, createCacheStore, type Purge } from "./cache/cache-store.ts";
import { parseCron } from "./crons/cron-expression.ts";
import { type Crons, createCrons } from "./crons/crons.ts";
import { type Listeners, listen } from "./http/listeners.ts";
import { createHandler } from "./http/server.ts";
import { compilePlan, type Plan } from "./pipeline.ts";
import type { RateCounters } from "./rules/rate-limits.ts";
import { type SampledLog, sampledLog } from "./rules/sampled-log.ts";
import type { EdgeState, WorkerState } from "./state.ts";
import { loadCertificate } from "./tls/certificate.ts";
import { Fleet } from "./workers/deployed-workers.ts";
import { createTunnels } from "./workers/websocket.ts";

export type { EdgeState, WorkerState } from "./state.ts";

/** Until the first state says otherwise. */
const defaultTls = { minVersion: "TLSv1.2", maxVersion: "TLSv1.3", http2: true } as const;

/**
 * Cloudflare's network, as one process: listeners that enforce a zone's rules, in front of Workers
 * in workerd.
 */
export class Edge {
  readonly #context: CloudContext;
  readonly #zoneName: string;
  readonly #directory: string;
  readonly #fleet: Fleet;
  readonly #tunnels = createTunnels();
  readonly #crons: Crons;
  readonly #store: CacheStore;
  readonly #cache: Cache;
  readonly #counters: RateCounters = new Map();
  readonly #ruleLog: SampledLog;
  #plan: Plan | undefined;
  #listeners: Listeners | undefined;
  #applied: Promise<unknown> = Promise.resolve();

  constructor(context: CloudContext, zoneName: string) {
    this.#context = context;
    this.#zoneName = zoneName;
    this.#directory = join(context.directory, "edge");
    this.#store = createCacheStore(openBodyFiles(join(this.#directory, "cache")));
    this.#cache = new Cache(this.#store, () => context.clock.now());
    this.#ruleLog = sampledLog(context.log, () => context.clock.now());
    this.#fleet = new Fleet({
      runDirectory: join(context.directory, "run"),
      dataDirectory: context.dataDirectory,
      logDirectory: join(context.directory, "logs"),
      persistDirectory: join(this.#directory, "storage"),
      log: context.log,
      onReplaced: (runtime) => this.#tunnels.endAll(runtime),
    });
    this.#crons = createCrons(this.#fleet, context.clock, context.log);
  }

  /** Opens the listeners. Throws PORT_TAKEN when another program has the port. */
  async start(): Promise<void> {
    if (this.#listeners) return;
    const { ports, log } = this.#context;
    const certificate = await loadCertificate(this.#directory, this.#zoneName);
    const [httpPort, httpsPort] = [await ports.claim("edge.http"), await ports.claim("edge.https")];
    const handler = createHandler({
      plan: () => this.#currentPlan(),
      fleet: this.#fleet,
      tunnels: this.#tunnels,
      log,
    });
    this.#listeners = await listen(handler, {
      httpPort,
      httpsPort,
      certificate,
      tls: this.#plan?.zone.tls ?? defaultTls,
    });
  }

  /**
   * Makes everything as the state says. Resolves when requests see it; a Worker that does not load
   * is the error, the rest is applied.
   */
  apply(state: EdgeState): Promise<void> {
    const applied = this.#applied.then(() => this.#applyNow(state));
    this.#applied = applied.catch(() => undefined);
    return applied;
  }

  /**
   * Loads a deployment without serving it; throws with the runtime's reason when it does not load.
   */
  prepare(worker: WorkerState): Promise<void> {
    return this.#fleet.prepare(worker);
  }

  purge(what: Purge): void {
    this.#store.purge(what);
  }

  /** What is wrong with a cron expression; undefined when nothing is. */
  cronProblem(cron: string): string | undefined {
    const parsed = parseCron(cron);
    return "problem" in parsed ? parsed.problem : undefined;
  }

  /** Where the objects of that Durable Object namespace are kept. */
  storageOf(namespaceId: string): string {
    return join(this.#directory, "storage", "do", namespaceId);
  }

  async addresses(): Promise<{ http: string; https: string; authorityFile: string }> {
    const [http, https] = [
      await this.#context.ports.get("edge.http"),
      await this.#context.ports.get("edge.https"),
    ];
    return {
      http: `http://${this.#zoneName}:${http}`,
      https: `https://${this.#zoneName}:${https}`,
      authorityFile: join(this.#directory, "ca.pem"),
    };
  }

  /** Why a deployed Worker does not run, by name. */
  failures(): Readonly<Record<string, string>> {
    return this.#fleet.failures();
  }

  async close(): Promise<void> {
    this.#crons.close();
    try {
      await this.#listeners?.close();
    } finally {
      // Whatever became of the listeners, no process stays behind.
      this.#listeners = undefined;
      await this.#applied;
      await this.#fleet.close();
    }
  }

  /** Workers first: a route must not lead to a Worker that is not there yet. */
  async #applyNow(state: EdgeState): Promise<void> {
    const { clock, ports } = this.#context;
    const workers = this.#fleet.apply(state.workers);
    await workers.catch(() => undefined);
    const [httpPort, httpsPort] = [await ports.get("edge.http"), await ports.get("edge.https")];
    this.#plan = compilePlan(state, {
      cache: this.#cache,
      counters: this.#counters,
      now: () => clock.now(),
      log: this.#ruleLog,
      httpPort,
      httpsPort,
    });
    this.#listeners?.setTls(this.#plan.zone.tls);
    this.#crons.set(state.workers);
    await workers;
  }

  #currentPlan(): Plan {
    if (!this.#plan) throw new SeaworthyError("CLOUD_NOT_RUNNING", "The edge has no state yet.");
    return this.#plan;
  }
}
