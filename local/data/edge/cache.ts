import type { RuleRequest } from "@seaworthy/rules/index.ts";
import { type CacheStatus, collectBody, entryHead, fillingHeaders, freshened, replyOf, varyNames, withStatus } from "./cache-entry.ts";
import { cacheKey, variantKey } from "./cache-key.ts";
import type { CacheSettings } from "./cache-settings.ts";
import type { CacheEntry, CacheStore } from "./cache-store.ts";
import { notModified } from "./conditional.ts";
import type { Ask } from "./plan.ts";
import type { Reply } from "./reply.ts";
import type { Visit } from "./visit.ts";

export interface CacheVisit {
  readonly visit: Visit;
  readonly request: RuleRequest;
  readonly settings: CacheSettings | undefined;
  /** Version of the Worker, where its cache is its own; "" where a rule made the request eligible. */
  readonly version: string;
  readonly ask: Ask;
}

/** Keys with answers that vary; more are only forgotten, which makes them miss once. */
const maxVaryingKeys = 10_000;

/** Requests for the same thing wait this long at most for the one that asked. */
const longestFillMs = 30_000;

/** Answers from the store, or asks and keeps what may be kept. Of requests for the same thing that is missing, one asks. */
export class Cache {
  readonly #store: CacheStore;
  readonly #now: () => number;
  /** Header names that answers of a key vary by. */
  readonly #varying = new Map<string, readonly string[]>();
  /** Requests that are being answered by the Worker; resolves with what was kept. */
  readonly #filling = new Map<string, Promise<CacheEntry | undefined>>();

  constructor(store: CacheStore, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  async answer(from: CacheVisit): Promise<Reply> {
    const found = this.#fromStore(from);
    if (found) return found;
    const running = this.#filling.get(this.#keyOf(from));
    if (!running) {
      const reply = await this.#fill(from);
      return Buffer.isBuffer(reply.body) ? notModified(from.visit.headers, reply) : reply;
    }
    await running;
    // The answer may turn out to vary: this request's variant is there or not. What was not kept, each asks for itself.
    return this.#fromStore(from) ?? withStatus(await from.ask(), "BYPASS");
  }

  /** A fresh answer, or a stale one while a new one is fetched. */
  #fromStore(from: CacheVisit): Reply | undefined {
    const entry = this.#store.get(this.#keyOf(from));
    if (!entry) return undefined;
    if (this.#now() < entry.freshUntilMs) return this.#serve(from, entry, "HIT");
    if (this.#now() >= entry.staleUntilMs || from.settings?.serve_stale?.disable_stale_while_updating) return undefined;
    if (!this.#filling.has(this.#keyOf(from))) void this.#fill(from).then(drain, () => undefined);
    return this.#serve(from, entry, "UPDATING");
  }

  #serve(from: CacheVisit, entry: CacheEntry, status: CacheStatus): Reply {
    return notModified(from.visit.headers, replyOf(entry, status, this.#now()));
  }

  async #fill(from: CacheVisit): Promise<Reply> {
    const key = this.#keyOf(from);
    const stale = this.#store.get(key);
    const { promise, resolve } = Promise.withResolvers<CacheEntry | undefined>();
    this.#filling.set(key, promise);
    void promise.then(() => this.#filling.delete(key));
    const { epoch } = this.#store;
    let settled = false;
    // The first word counts. Nothing is kept of what was asked for before a purge.
    const settle = (entry: CacheEntry | undefined) => {
      if (!settled && entry && this.#store.epoch === epoch) this.#remember(from, entry);
      settled = true;
      resolve(entry);
    };
    setTimeout(() => settle(undefined), longestFillMs).unref();
    try {
      return this.#keep(from, await from.ask((raw) => fillingHeaders(raw, stale)), stale, settle);
    } catch (thrown) {
      settle(undefined);
      throw thrown;
    }
  }

  #keep(from: CacheVisit, reply: Reply, stale: CacheEntry | undefined, settle: (entry: CacheEntry | undefined) => void): Reply {
    if (stale && reply.status === 304) {
      drain(reply);
      const whole = freshened(stale, reply);
      const head = entryHead(from, whole, this.#now());
      settle(head && { ...head, body: stale.body });
      return withStatus(whole, "REVALIDATED");
    }
    const head = entryHead(from, reply, this.#now());
    if (!head) {
      settle(undefined);
      return withStatus(reply, "BYPASS");
    }
    const body = collectBody(reply.body, (whole) => settle(whole && { ...head, body: whole }));
    return { ...replyOf(head, stale ? "EXPIRED" : "MISS", this.#now()), body };
  }

  #remember(from: CacheVisit, entry: CacheEntry): void {
    const key = cacheKey(from.visit, from.request, from.settings, from.version);
    const names = varyNames(entry);
    if (names.length > 0) this.#varying.set(key, names);
    else this.#varying.delete(key);
    if (this.#varying.size > maxVaryingKeys) this.#varying.clear();
    this.#store.put(this.#keyOf(from), entry);
  }

  #keyOf({ visit, request, settings, version }: CacheVisit): string {
    const key = cacheKey(visit, request, settings, version);
    const names = this.#varying.get(key);
    return names ? `${key}${variantKey(names, request)}` : key;
  }
}

function drain(reply: Reply): void {
  if (!Buffer.isBuffer(reply.body)) reply.body.resume();
}
