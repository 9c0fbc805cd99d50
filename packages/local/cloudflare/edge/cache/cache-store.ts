import type { RawHeaders } from "../http/headers.ts";
import type { BodyFiles, StoredBody } from "./body-files.ts";
import { createUrlIndex } from "./url-index.ts";

/** The body of `POST /zones/{zone}/purge_cache` and `…/invalidate_cache`. */
export interface Purge {
  readonly everything: boolean;
  readonly urls: readonly string[];
  readonly tags: readonly string[];
  readonly hosts: readonly string[];
  /** Host and path, without a scheme: `localhost/rest/`. */
  readonly prefixes: readonly string[];
}

export interface CacheEntry {
  readonly status: number;
  readonly headers: RawHeaders;
  readonly body: Buffer;
  readonly bodyBytes: number;
  /** `scheme://host/path?query`, for purging. */
  readonly url: string;
  readonly tags: readonly string[];
  readonly storedAtMs: number;
  readonly freshUntilMs: number;
  /** Until then it is served while a new one is fetched. */
  readonly staleUntilMs: number;
  /** Until then it is served when the Worker fails. */
  readonly errorUntilMs: number;
  /** Never served once it is stale. */
  readonly mustRevalidate: boolean;
}

/**
 * Responses in memory, or on disk when memory is full; the least recently used are evicted first.
 */
export interface CacheStore {
  get(key: string): CacheEntry | undefined;
  put(key: string, entry: CacheEntry): void;
  delete(key: string): void;
  purge(what: Purge): void;
  /** Makes it stale from now on; `stale-while-revalidate` and the like count from now. */
  invalidate(what: Purge, nowMs: number): void;
  /** Deletes every variant of the URL. */
  deleteUrl(url: string): void;
  /**
   * Increases with every purge and invalidation: responses requested before one must not be stored
   * after it.
   */
  readonly epoch: number;
}

export interface CacheLimits {
  /** Total size of the bodies in memory. */
  readonly memoryBytes: number;
  /** Total size of the bodies on disk. */
  readonly diskBytes: number;
}

/** Limit for one body; Cloudflare's is 512 MB. */
export const maxEntryBytes = 8 * 1024 * 1024;

export const cacheLimits: CacheLimits = {
  memoryBytes: 64 * 1024 * 1024,
  diskBytes: 512 * 1024 * 1024,
};

/** On disk: the body is stored elsewhere. */
interface Spilled {
  readonly entry: CacheEntry;
  readonly body: StoredBody;
}

export function createCacheStore(files: BodyFiles, limits: CacheLimits = cacheLimits): CacheStore {
  const hot = boundedMap<CacheEntry>(limits.memoryBytes, sizeOf, (key, entry) => {
    cold.put(key, {
      entry: { ...entry, body: nothing, bodyBytes: entry.bodyBytes },
      body: files.write(entry.body),
    });
  });
  const cold = boundedMap<Spilled>(
    limits.diskBytes,
    ({ entry }) => sizeOf(entry),
    (key, { entry, body }) => {
      urls.remove(entry.url, key);
      body.remove();
    },
  );
  const urls = createUrlIndex();
  let epoch = 0;
  const remove = (key: string) => {
    const spilled = cold.take(key);
    spilled?.body.remove();
    const entry = hot.take(key) ?? spilled?.entry;
    if (entry) urls.remove(entry.url, key);
  };
  return {
    get: (key) => {
      const found = hot.get(key);
      if (found) return found;
      const spilled = cold.take(key);
      const body = spilled?.body.read();
      spilled?.body.remove();
      if (spilled && !body) urls.remove(spilled.entry.url, key);
      if (!spilled || !body) return undefined;
      const entry = { ...spilled.entry, body };
      hot.put(key, entry);
      return entry;
    },
    put: (key, entry) => {
      remove(key);
      urls.add(entry.url, key);
      hot.put(key, entry);
    },
    delete: remove,
    deleteUrl: (url) => {
      for (const key of urls.keysOf(url)) remove(key);
    },
    purge: (what) => {
      epoch++;
      for (const [key, entry] of hot.entries()) if (names(what, entry)) remove(key);
      for (const [key, { entry }] of cold.entries()) if (names(what, entry)) remove(key);
    },
    invalidate: (what, nowMs) => {
      epoch++;
      for (const [key, entry] of hot.entries())
        if (names(what, entry)) hot.put(key, staleSince(entry, nowMs));
      for (const [key, spilled] of cold.entries())
        if (names(what, spilled.entry))
          cold.put(key, { ...spilled, entry: staleSince(spilled.entry, nowMs) });
    },
    get epoch() {
      return epoch;
    },
  };
}

function staleSince(entry: CacheEntry, nowMs: number): CacheEntry {
  const earlierMs = Math.max(0, entry.freshUntilMs - nowMs);
  return {
    ...entry,
    freshUntilMs: entry.freshUntilMs - earlierMs,
    staleUntilMs: entry.staleUntilMs - earlierMs,
    errorUntilMs: entry.errorUntilMs - earlierMs,
  };
}

const nothing = Buffer.alloc(0);

interface BoundedMap<Value> {
  get(key: string): Value | undefined;
  put(key: string, value: Value): void;
  /** Removes and returns. */
  take(key: string): Value | undefined;
  entries(): [string, Value][];
}

/** Ordered by last use; the oldest entries are passed to `evict` when the limit is exceeded. */
function boundedMap<Value>(
  maxBytes: number,
  bytesOf: (value: Value) => number,
  evict: (key: string, value: Value) => void,
): BoundedMap<Value> {
  const values = new Map<string, Value>();
  let bytes = 0;
  const take = (key: string) => {
    const value = values.get(key);
    if (value === undefined || !values.delete(key)) return undefined;
    bytes -= bytesOf(value);
    return value;
  };
  return {
    take,
    get: (key) => {
      const value = values.get(key);
      if (value === undefined) return undefined;
      values.delete(key);
      values.set(key, value);
      return value;
    },
    put: (key, value) => {
      take(key);
      values.set(key, value);
      bytes += bytesOf(value);
      for (const [oldest, its] of values) {
        if (bytes <= maxBytes) break;
        take(oldest);
        evict(oldest, its);
      }
    },
    entries: () => [...values],
  };
}

function sizeOf(entry: CacheEntry): number {
  // Plus headers and bookkeeping: about a kilobyte.
  return entry.bodyBytes + 1024;
}

function names(what: Purge, entry: CacheEntry): boolean {
  if (what.everything) return true;
  const { host, pathname } = new URL(entry.url);
  const hostname = host.replace(/:\d+$/, "");
  return (
    what.urls.some((url) => URL.canParse(url) && new URL(url).href === new URL(entry.url).href) ||
    what.tags.some((tag) => entry.tags.includes(tag.toLowerCase())) ||
    what.hosts.some((name) => name === host || name === hostname) ||
    what.prefixes.some(
      (prefix) =>
        `${host}${pathname}`.startsWith(prefix) || `${hostname}${pathname}`.startsWith(prefix),
    )
  );
}
