import type { RawHeaders } from "./forwarded-headers.ts";

/** What `POST /zones/{zone}/purge_cache` names. */
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
  /** `scheme://host/path?query`, for purging. */
  readonly url: string;
  readonly tags: readonly string[];
  readonly storedAtMs: number;
  readonly freshUntilMs: number;
  readonly staleUntilMs: number;
}

/** Answers in memory, the least recently used one forgotten first. */
export interface CacheStore {
  get(key: string): CacheEntry | undefined;
  put(key: string, entry: CacheEntry): void;
  delete(key: string): void;
  purge(what: Purge): void;
  /** Rises with every purge: what was asked for before it must not be stored after it. */
  readonly epoch: number;
}

/** Of all bodies together, and of one; Cloudflare's own limit for one is 512 MB. */
export const cacheLimits = { totalBytes: 64 * 1024 * 1024, entryBytes: 8 * 1024 * 1024 };

export function createCacheStore(totalBytes: number = cacheLimits.totalBytes): CacheStore {
  const entries = new Map<string, CacheEntry>();
  let bytes = 0;
  let epoch = 0;
  const remove = (key: string) => {
    bytes -= sizeOf(entries.get(key));
    entries.delete(key);
  };
  return {
    get: (key) => {
      const entry = entries.get(key);
      if (!entry) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry;
    },
    put: (key, entry) => {
      remove(key);
      entries.set(key, entry);
      bytes += sizeOf(entry);
      for (const oldest of entries.keys()) {
        if (bytes <= totalBytes) break;
        remove(oldest);
      }
    },
    delete: remove,
    purge: (what) => {
      epoch++;
      for (const [key, entry] of entries) if (names(what, entry)) remove(key);
    },
    get epoch() {
      return epoch;
    },
  };
}

function sizeOf(entry: CacheEntry | undefined): number {
  // Headers and bookkeeping: about a kilobyte.
  return entry ? entry.body.length + 1024 : 0;
}

function names(what: Purge, entry: CacheEntry): boolean {
  if (what.everything) return true;
  const { host, pathname } = new URL(entry.url);
  const hostname = host.replace(/:\d+$/, "");
  return (
    what.urls.some((url) => URL.canParse(url) && new URL(url).href === new URL(entry.url).href) ||
    what.tags.some((tag) => entry.tags.includes(tag.toLowerCase())) ||
    what.hosts.some((name) => name === host || name === hostname) ||
    what.prefixes.some((prefix) => `${host}${pathname}`.startsWith(prefix) || `${hostname}${pathname}`.startsWith(prefix))
  );
}
