import { PassThrough, type Readable } from "node:stream";
import type { RuleRequest } from "@seaworthy/rules/index.ts";
import { cacheKey, variantKey } from "./cache-key.ts";
import { lifetimeOf } from "./cache-policy.ts";
import type { CacheSettings } from "./cache-settings.ts";
import { type CacheEntry, type CacheStore, cacheLimits } from "./cache-store.ts";
import { notModified } from "./conditional.ts";
import type { Ask } from "./plan.ts";
import { headerOf, type Reply, withHeader, withoutHeader } from "./reply.ts";
import type { Visit } from "./visit.ts";

export type CacheStatus = "HIT" | "MISS" | "EXPIRED" | "REVALIDATED" | "UPDATING" | "BYPASS" | "DYNAMIC";

export interface CacheVisit {
  readonly visit: Visit;
  readonly request: RuleRequest;
  readonly settings: CacheSettings | undefined;
  /** Version of the Worker, where its cache is its own; "" where a rule made the request eligible. */
  readonly version: string;
  readonly ask: Ask;
}

export interface Cache {
  /** Answers from the cache, or asks and keeps what may be kept. Of requests for the same thing that is missing, one asks. */
  answer(visit: CacheVisit): Promise<Reply>;
}

/** What one request for a missing answer found out, for those that waited for it. */
type Filled = CacheEntry | undefined;

export function createCache(store: CacheStore, now: () => number): Cache {
  /** Header names that answers of a key vary by. */
  const varies = new Map<string, readonly string[]>();
  const filling = new Map<string, Promise<Filled>>();

  const keyOf = ({ visit, request, settings, version }: CacheVisit): string => {
    const key = cacheKey(visit, request, settings, version);
    const names = varies.get(key);
    return names ? `${key}${variantKey(names, request)}` : key;
  };

  const fill = async (from: CacheVisit, stale: CacheEntry | undefined): Promise<Reply> => {
    const key = keyOf(from);
    let settle: (filled: Filled) => void = () => undefined;
    const result = new Promise<Filled>((resolve) => {
      settle = resolve;
    });
    filling.set(key, result);
    void result.then(() => filling.delete(key));
    try {
      const { epoch } = store;
      const reply = await from.ask((raw) => forFilling(raw, stale));
      if (stale && reply.status === 304) return refreshed(from, reply, stale, key, settle);
      const entry = entryHead(from, reply);
      if (!entry) return uncacheable(reply, settle);
      const keep = (body: Buffer | undefined) => {
        const whole = body && store.epoch === epoch ? { ...entry, body } : undefined;
        if (whole) remember(from, whole);
        settle(whole);
      };
      return { ...fromEntry(entry, stale ? "EXPIRED" : "MISS"), body: collect(reply.body, keep) };
    } catch (thrown) {
      settle(undefined);
      throw thrown;
    }
  };

  const remember = (from: CacheVisit, entry: CacheEntry) => {
    const key = cacheKey(from.visit, from.request, from.settings, from.version);
    const names = varyNames(entry);
    if (names.length > 0) varies.set(key, names);
    else varies.delete(key);
    if (varies.size > 10_000) varies.clear();
    store.put(names.length > 0 ? `${key}${variantKey(names, from.request)}` : key, entry);
  };

  const refreshed = (from: CacheVisit, reply: Reply, stale: CacheEntry, key: string, settle: (filled: Filled) => void): Reply => {
    if (!Buffer.isBuffer(reply.body)) reply.body.resume();
    const merged: Reply = { status: stale.status, headers: mergeHeaders(stale.headers, reply.headers), body: stale.body };
    const head = entryHead(from, merged);
    if (head) store.put(key, { ...head, body: stale.body });
    else store.delete(key);
    settle(head ? { ...head, body: stale.body } : undefined);
    return { ...merged, headers: withHeader(merged.headers, "CF-Cache-Status", "REVALIDATED") };
  };

  const entryHead = ({ visit, request, settings }: CacheVisit, reply: Reply): CacheEntry | undefined => {
    const lifetime = lifetimeOf(reply, { settings, authorized: request.headers.has("authorization") });
    if (!lifetime) return undefined;
    const initialAge = Number(headerOf(reply.headers, "age") ?? 0) || 0;
    const storedAtMs = now() - initialAge * 1000;
    const freshUntilMs = storedAtMs + lifetime.freshSeconds * 1000;
    const kept = ["age", "cf-cache-status", ...(lifetime.ruled ? ["set-cookie"] : [])].reduce(withoutHeader, reply.headers);
    return {
      status: reply.status,
      headers: kept,
      body: Buffer.alloc(0),
      url: `${visit.scheme}://${visit.host}${visit.target}`,
      tags: (headerOf(reply.headers, "cache-tag") ?? "").split(",").map((tag) => tag.trim().toLowerCase()),
      storedAtMs,
      freshUntilMs,
      staleUntilMs: freshUntilMs + lifetime.staleSeconds * 1000,
    };
  };

  const fromEntry = (entry: CacheEntry, status: CacheStatus): Reply => {
    const age = Math.max(0, Math.floor((now() - entry.storedAtMs) / 1000));
    const aged = status === "HIT" || status === "UPDATING" ? withHeader(entry.headers, "Age", String(age)) : entry.headers;
    return { status: entry.status, headers: withHeader(aged, "CF-Cache-Status", status), body: entry.body };
  };

  const serve = (from: CacheVisit, entry: CacheEntry, status: CacheStatus): Reply =>
    notModified(from.visit.message.headers, fromEntry(entry, status));

  const updateInBackground = (from: CacheVisit, entry: CacheEntry) => {
    if (filling.has(keyOf(from))) return;
    void fill(from, entry).then(drain, () => undefined);
  };

  return {
    answer: async (from) => {
      const key = keyOf(from);
      const entry = store.get(key);
      if (entry && now() < entry.freshUntilMs) return serve(from, entry, "HIT");
      if (entry && now() < entry.staleUntilMs && !from.settings?.serve_stale?.disable_stale_while_updating) {
        updateInBackground(from, entry);
        return serve(from, entry, "UPDATING");
      }
      const running = filling.get(key);
      if (!running) return finish(from, await fill(from, entry));
      const filled = await running;
      if (filled && now() < filled.freshUntilMs && keyOf(from) === key) return serve(from, filled, "HIT");
      return store.get(keyOf(from)) ? createAgain(from) : withStatus(await from.ask(), "MISS");
    },
  };

  /** The answer turned out to vary, and this request's variant is there or not: look once more. */
  async function createAgain(from: CacheVisit): Promise<Reply> {
    const entry = store.get(keyOf(from));
    return entry && now() < entry.freshUntilMs ? serve(from, entry, "HIT") : withStatus(await from.ask(), "MISS");
  }

  function finish(from: CacheVisit, reply: Reply): Reply {
    return Buffer.isBuffer(reply.body) ? notModified(from.visit.message.headers, reply) : reply;
  }
}

export function withStatus(reply: Reply, status: CacheStatus): Reply {
  return { ...reply, headers: withHeader(reply.headers, "CF-Cache-Status", status) };
}

function uncacheable(reply: Reply, settle: (filled: Filled) => void): Reply {
  settle(undefined);
  return withStatus(reply, "BYPASS");
}

/** The whole answer is wanted, whatever part the client asked for; a stale one is offered for comparison. */
function forFilling(raw: readonly string[], stale: CacheEntry | undefined): string[] {
  const conditional = ["if-none-match", "if-modified-since", "if-match", "if-unmodified-since", "if-range", "range"];
  const plain = conditional.reduce((headers, name) => withoutHeader(headers, name), [...raw]);
  const etag = stale && headerOf(stale.headers, "etag");
  const modified = stale && headerOf(stale.headers, "last-modified");
  return [...plain, ...(etag ? ["If-None-Match", etag] : []), ...(modified ? ["If-Modified-Since", modified] : [])];
}

/** Passes the body on as it comes and collects it; too large, or cut off, it is not kept. */
function collect(body: Buffer | Readable, done: (body: Buffer | undefined) => void): Buffer | Readable {
  if (Buffer.isBuffer(body)) {
    done(body.length <= cacheLimits.entryBytes ? body : undefined);
    return body;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  let over = false;
  const finish = (whole: boolean) => {
    if (over) return;
    over = true;
    done(whole && size <= cacheLimits.entryBytes ? Buffer.concat(chunks) : undefined);
  };
  const passed = new PassThrough();
  body.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size <= cacheLimits.entryBytes) chunks.push(chunk);
    else chunks.length = 0;
  });
  body.once("end", () => finish(true));
  body.once("close", () => finish(false));
  body.once("error", (cause) => passed.destroy(cause));
  return body.pipe(passed);
}

function drain(reply: Reply): void {
  if (!Buffer.isBuffer(reply.body)) reply.body.resume();
}

function mergeHeaders(old: readonly string[], fresh: readonly string[]): string[] {
  let merged = [...old];
  for (let index = 0; index + 1 < fresh.length; index += 2) {
    const [name = "", value = ""] = [fresh[index], fresh[index + 1]];
    if (name.toLowerCase() !== "content-length") merged = withHeader(merged, name, value);
  }
  return merged;
}

function varyNames(entry: CacheEntry): string[] {
  const names = (headerOf(entry.headers, "vary") ?? "").split(",").map((name) => name.trim().toLowerCase());
  return names.filter((name) => name !== "").sort();
}
