import type { Next } from "../compose.ts";
import type { EdgeRequest } from "../http/request.ts";
import type { EdgeResponse } from "../http/response.ts";
import { partOf } from "./byte-range.ts";
import {
  type CacheStatus,
  collectBody,
  entryHead,
  fillingHeaders,
  freshened,
  responseOf,
  urlOf,
  varyNames,
  withStatus,
} from "./cache-entry.ts";
import { cacheKey, variantKey } from "./cache-key.ts";
import type { CacheSettings } from "./cache-settings.ts";
import type { CacheEntry, CacheStore } from "./cache-store.ts";
import { notModified } from "./conditional.ts";

/** A request that may be answered from the cache. */
export interface CacheLookup {
  readonly request: EdgeRequest;
  readonly settings: CacheSettings | undefined;
  /**
   * Version of the Worker, if it has a cache of its own; "" where a rule made the request eligible.
   */
  readonly version: string;
  /** Calls the Worker. */
  readonly next: Next;
}

/** With its cache key. */
interface Keyed extends CacheLookup {
  readonly baseKey: string;
}

/** A request in flight to the Worker. */
interface Filling {
  /** Resolves with the entry that was cached. */
  readonly kept: Promise<CacheEntry | undefined>;
  readonly url: string;
  /** True once the URL was changed: the response in flight is not cached. */
  outdated: boolean;
}

/** Keys whose responses vary; beyond this number some are forgotten, which costs one miss each. */
const maxVaryingKeys = 10_000;

/** How long requests for the same key wait at most for the one in flight. */
const longestFillMs = 30_000;

/**
 * Serves from the store, or calls the Worker and caches what may be cached. Single flight: on a
 * miss, only one request per key calls the Worker.
 */
export class Cache {
  readonly #store: CacheStore;
  readonly #now: () => number;
  /** Header names by which a key's responses vary. */
  readonly #varying = new Map<string, readonly string[]>();
  readonly #filling = new Map<string, Filling>();

  constructor(store: CacheStore, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  async answer(lookup: CacheLookup): Promise<EdgeResponse> {
    const { request, settings, version } = lookup;
    const from: Keyed = { ...lookup, baseKey: cacheKey(request, settings, version) };
    const found = this.#fromStore(from);
    if (found) return found;
    const running = this.#filling.get(this.#keyOf(from));
    if (!running) return forClient(from, await this.#fill(from));
    const stale = this.#whileUpdating(from);
    if (stale) return stale;
    await running.kept;
    // The response may vary, so this request's variant is either stored or not. If nothing was
    // cached, each request calls the Worker.
    return this.#fromStore(from) ?? withStatus(await from.next(), "BYPASS");
  }

  /** A fresh response, or a stale one while a new one is fetched. */
  #fromStore(from: Keyed): EdgeResponse | undefined {
    const key = this.#keyOf(from);
    const entry = this.#store.get(key);
    // Later than now: the clock was set back, and the lifetimes say nothing.
    if (!entry || entry.storedAtMs > this.#now()) return undefined;
    if (this.#now() < entry.freshUntilMs) return this.#serve(from, entry, "HIT");
    if (
      this.#now() >= entry.staleUntilMs ||
      from.settings?.serve_stale?.disable_stale_while_updating
    )
      return undefined;
    if (!this.#filling.has(key)) void this.#fill(from).then(drain, () => undefined);
    return this.#serve(from, entry, "UPDATING");
  }

  /**
   * While a new response is fetched, other requests get the stale one, unless a rule forbids it.
   */
  #whileUpdating(from: Keyed): EdgeResponse | undefined {
    if (from.settings?.serve_stale?.disable_stale_while_updating) return undefined;
    const entry = this.#store.get(this.#keyOf(from));
    return entry && !entry.mustRevalidate && entry.freshUntilMs > entry.storedAtMs
      ? this.#serve(from, entry, "UPDATING")
      : undefined;
  }

  #serve(from: Keyed, entry: CacheEntry, status: CacheStatus): EdgeResponse {
    return forClient(from, responseOf(entry, status, this.#now()));
  }

  async #fill(from: Keyed): Promise<EdgeResponse> {
    const key = this.#keyOf(from);
    const stale = this.#store.get(key);
    const { promise, resolve } = Promise.withResolvers<CacheEntry | undefined>();
    const filling: Filling = { kept: promise, url: urlOf(from.request), outdated: false };
    this.#filling.set(key, filling);
    void promise.then(() => this.#filling.delete(key));
    const { epoch } = this.#store;
    let settled = false;
    // The first call counts. Nothing requested before a purge or a change is cached.
    const settle = (entry: CacheEntry | undefined) => {
      const current = this.#store.epoch === epoch && !filling.outdated;
      if (!settled && entry && current) this.#remember(from, entry);
      settled = true;
      clearTimeout(longest);
      resolve(entry);
    };
    const longest = setTimeout(() => settle(undefined), longestFillMs).unref();
    try {
      return this.#keep(
        from,
        await from.next(from.request.toFill((raw) => fillingHeaders(raw, stale))),
        stale,
        settle,
      );
    } catch (thrown) {
      settle(undefined);
      throw thrown;
    }
  }

  #keep(
    from: Keyed,
    response: EdgeResponse,
    stale: CacheEntry | undefined,
    settle: (entry: CacheEntry | undefined) => void,
  ): EdgeResponse {
    if (stale && response.status === 304) return this.#revalidated(from, response, stale, settle);
    if (stale && this.#betterStale(response, stale)) {
      drain(response);
      settle(undefined);
      return responseOf(stale, "STALE", this.#now());
    }
    const head = entryHead(from, response, this.#now());
    if (!head) {
      settle(undefined);
      return withStatus(response, "BYPASS");
    }
    const body = collectBody(response.body, (whole) =>
      settle(whole && { ...head, body: whole, bodyBytes: whole.length }),
    );
    return { ...responseOf(head, stale ? "EXPIRED" : "MISS", this.#now()), body };
  }

  #revalidated(
    from: Keyed,
    response: EdgeResponse,
    stale: CacheEntry,
    settle: (entry: CacheEntry | undefined) => void,
  ): EdgeResponse {
    drain(response);
    const whole = freshened(stale, response);
    const head = entryHead(from, whole, this.#now());
    settle(head && { ...head, body: stale.body, bodyBytes: stale.bodyBytes });
    return withStatus(whole, "REVALIDATED");
  }

  /** The Worker failed or is unreachable, and the stale response may be used then (RFC 5861). */
  #betterStale(response: EdgeResponse, stale: CacheEntry): boolean {
    return response.status >= 500 && this.#now() < stale.errorUntilMs;
  }

  /**
   * Deletes everything cached for a URL that an unsafe request changed (RFC 9111, 4.4): every
   * variant, under every key.
   */
  invalidate(request: EdgeRequest): void {
    const url = urlOf(request);
    this.#store.deleteUrl(url);
    for (const filling of this.#filling.values()) if (filling.url === url) filling.outdated = true;
  }

  #remember(from: Keyed, entry: CacheEntry): void {
    const names = varyNames(entry);
    if (names.length > 0) this.#varying.set(from.baseKey, names);
    else this.#varying.delete(from.baseKey);
    if (this.#varying.size > maxVaryingKeys) this.#varying.clear();
    this.#store.put(this.#keyOf(from), entry);
  }

  #keyOf({ baseKey, request }: Keyed): string {
    const names = this.#varying.get(baseKey);
    return names ? `${baseKey}${variantKey(names, request)}` : baseKey;
  }
}

/** Leaves out what the client already has or did not ask for. */
function forClient({ request }: Keyed, response: EdgeResponse): EdgeResponse {
  if (!Buffer.isBuffer(response.body)) return response;
  const { headers } = request.received;
  const current = notModified(headers, response);
  return headers.range === undefined ? current : partOf(headers, current);
}

function drain(response: EdgeResponse): void {
  if (!Buffer.isBuffer(response.body)) response.body.resume();
}
