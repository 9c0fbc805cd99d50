import { join } from "node:path";
import { SeaworthyError } from "@seaworthy/core/errors";
import { openBodyFiles } from "./cache/body-files.ts";
import { Cache } from "./cache/cache.ts";
import { type CacheStore, createCacheStore, type Purge } from "./cache/cache-store.ts";
import type { Pipeline } from "./compose.ts";
import { type Crons, createCrons } from "./crons/crons.ts";
import type { EdgeContext } from "./edge-context.ts";
import type { EdgeCalls } from "./host/edge-calls.ts";
import { type Listeners, listen } from "./http/listeners.ts";
import { createRequestServer } from "./http/server.ts";
import { compilePipeline } from "./pipeline.ts";
import type { QueueBatch } from "./queues/batch.ts";
import type { DeliveryOutcome } from "./queues/outcome.ts";
import type { RateCounters } from "./rules/rate-limits.ts";
import { type SampledLog, sampledLog } from "./rules/sampled-log.ts";
import {
  createSecurityEvents,
  type SecurityEvent,
  securityEvent,
} from "./rules/security-events.ts";
import type { EdgeState, WorkerState } from "./state.ts";
import type { TailFilter } from "./tails/tail-filter.ts";
import { type Tail, Tails } from "./tails/tails.ts";
import { loadCertificate } from "./tls/certificate.ts";
import type { TlsRange } from "./tls/tls-range.ts";
import { tlsRangeOf } from "./tls/tls-settings.ts";
import { DeployedWorkers } from "./workers/deployed-workers.ts";
import { openStorage } from "./workers/storage.ts";
import { createWebSockets } from "./workers/websockets.ts";

/** Until the first state is applied. */
const defaultTls = { minVersion: "TLSv1.2", maxVersion: "TLSv1.3", http2: true } as const;

/**
 * Cloudflare's network in one thread: listeners that enforce a zone's rules, in front of Workers in
 * workerd.
 */
export class Edge implements EdgeCalls {
  readonly #context: EdgeContext;
  readonly #zoneName: string;
  readonly #directory: string;
  readonly #deployed: DeployedWorkers;
  readonly #webSockets = createWebSockets();
  readonly #crons: Crons;
  readonly #tails: Tails;
  readonly #store: CacheStore;
  readonly #cache: Cache;
  readonly #counters: RateCounters = new Map();
  readonly #ruleLog: SampledLog;
  readonly #events = createSecurityEvents();
  #state: EdgeState | undefined;
  #pipeline: Pipeline | undefined;
  #tls: TlsRange = defaultTls;
  #listeners: Listeners | undefined;
  #applied: Promise<unknown> = Promise.resolve();

  constructor(context: EdgeContext, zoneName: string) {
    this.#context = context;
    this.#zoneName = zoneName;
    this.#directory = join(context.directory, "edge");
    this.#store = createCacheStore(openBodyFiles(join(this.#directory, "cache")));
    this.#cache = new Cache(this.#store, () => context.clock.now());
    const log = sampledLog(context.log, () => context.clock.now());
    this.#ruleLog = (event, key, fields) => {
      this.#events.record(securityEvent(event, fields, context.clock.now()));
      log(event, key, fields);
    };
    this.#tails = new Tails(context, () => this.#applyAgain());
    this.#deployed = new DeployedWorkers({
      tails: this.#tails,
      queues: context.queues,
      runDirectory: join(context.directory, "run"),
      dataDirectory: context.dataDirectory,
      logDirectory: join(context.directory, "logs"),
      persistDirectory: openStorage(context.dataDirectory, join(this.#directory, "storage")),
      log: context.log,
      onReplaced: (runtime) => this.#webSockets.endAll(runtime),
    });
    this.#crons = createCrons(this.#deployed, context.clock, context.log);
  }

  async securityEvents(): Promise<readonly SecurityEvent[]> {
    return this.#events.list();
  }

  async start(): Promise<void> {
    if (this.#listeners) return;
    const { ports, log, clock } = this.#context;
    const certificate = await loadCertificate(this.#directory, this.#zoneName);
    const [httpPort, httpsPort] = [await ports.claim("edge.http"), await ports.claim("edge.https")];
    const handler = createRequestServer({
      pipeline: () => this.#currentPipeline(),
      zoneName: this.#zoneName,
      now: () => clock.now(),
      log,
    });
    this.#listeners = await listen(handler, {
      httpPort,
      httpsPort,
      certificate,
      tls: this.#tls,
    });
  }

  apply(state: EdgeState): Promise<void> {
    const applied = this.#applied.then(() => this.#applyNow(state));
    this.#applied = applied.catch(() => undefined);
    return applied;
  }

  prepare(worker: WorkerState): Promise<void> {
    return this.#deployed.prepare(worker);
  }

  async purge(what: Purge): Promise<void> {
    this.#store.purge(what);
  }

  async invalidate(what: Purge): Promise<void> {
    this.#store.invalidate(what, this.#context.clock.now());
  }

  async failures(): Promise<Readonly<Record<string, string>>> {
    return this.#deployed.failures();
  }

  createTail(script: string, filters: readonly TailFilter[]): Promise<Tail & { url: string }> {
    return this.#tails.create(script, filters);
  }

  async listTails(script: string): Promise<readonly Tail[]> {
    return this.#tails.list(script);
  }

  async endTail(id: string): Promise<void> {
    this.#tails.end(id);
  }

  runQueue(script: string, batch: QueueBatch): Promise<DeliveryOutcome | undefined> {
    return this.#deployed.runQueue(script, batch);
  }

  async close(): Promise<void> {
    this.#crons.close();
    await this.#tails.close();
    try {
      await this.#listeners?.close();
    } finally {
      // Whatever happened to the listeners, no process is left running.
      this.#listeners = undefined;
      await this.#applied;
      await this.#deployed.close();
    }
  }

  /** Workers first: a route must not point to a Worker that does not exist yet. */
  async #applyNow(state: EdgeState): Promise<void> {
    const { clock, ports, log } = this.#context;
    this.#state = state;
    const workers = this.#deployed.apply(state.workers);
    await workers.catch(() => undefined);
    const [httpPort, httpsPort] = [await ports.get("edge.http"), await ports.get("edge.https")];
    this.#pipeline = compilePipeline(state, {
      cache: this.#cache,
      counters: this.#counters,
      deployed: this.#deployed,
      webSockets: this.#webSockets,
      now: () => clock.now(),
      log,
      ruleLog: this.#ruleLog,
      httpPort,
      httpsPort,
    });
    this.#tls = tlsRangeOf(state);
    this.#listeners?.setTls(this.#tls);
    this.#crons.set(state.workers);
    await workers;
  }

  /** When a Worker's last tail has ended, its process no longer reports calls. */
  #applyAgain(): void {
    const state = this.#state;
    if (!state) return;
    this.#applied = this.#applied
      .then(() => this.#applyNow(this.#state ?? state))
      .catch((cause: unknown) => this.#context.log.error("edge.worker_not_loaded", { cause }));
  }

  #currentPipeline(): Pipeline {
    if (!this.#pipeline)
      throw new SeaworthyError("CLOUD_NOT_RUNNING", "The edge has no state yet.");
    return this.#pipeline;
  }
}
