import { createMiddleware } from "hono/factory";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { type Sql, service } from "../database/database.ts";
import { AppError } from "../errors/errors.ts";
import { byUser, type SubjectOf } from "../rate-limit/rate-limit-subjects.ts";
import type { AppContext, AppEnv } from "../runtime/app-env.ts";
import { toHex } from "../runtime/hex.ts";
import { idempotencyKeyName, parseIdempotencyKey, wrongHeader } from "./idempotency-key.ts";
import {
  type ClaimedKey,
  type ClaimOutcome,
  claimKey,
  type KeptAnswer,
  keepAnswer,
  releaseKey,
} from "./idempotency-store.ts";

export interface IdempotencyOptions {
  /** Whether requests without a key are rejected. Default false. */
  readonly required?: boolean;
  /** The owner of keys. Default: the signed-in user. */
  readonly by?: SubjectOf;
  /** How long a response is stored. Default 24 hours, which the API document states. */
  readonly keepHours?: number;
}

/** Longer than a request can take: after that its Worker has ended. */
const spareMs = 30_000;
/** A request with a larger response is executed once, but its response cannot be replayed. */
const mostBytes = 256 * 1024;
/**
 * Headers of a replayed response; all others belong to the current request, such as its id and
 * limits.
 */
const keptHeaders = [
  "cache-control",
  "content-language",
  "content-type",
  "etag",
  "last-modified",
  "link",
  "location",
];

/**
 * A request repeated with the same `Idempotency-Key` gets the first response and is not executed
 * again (draft-ietf-httpapi-idempotency-key-header-07). Place it behind `signedIn` and before a
 * rate limit, so that repetitions do not count. Responses with 429 or from 500 are not stored: the
 * request may be retried. Throws VALIDATION_FAILED, CONFLICT while the first request is in flight,
 * UNPROCESSABLE for a different request with the same key.
 *
 * ```ts
 * app.post("/rest/orders", signedIn, idempotent({ required: true }), jsonOnly, handler);
 * ```
 */
export function idempotent({
  required = false,
  by = byUser,
  keepHours = 24,
}: IdempotencyOptions = {}) {
  return createMiddleware<AppEnv>(async function idempotent(c, next) {
    const key = keyOf(c, required);
    if (key === undefined) return next();
    const { database } = c.var.services;
    const caller = by(c);
    const claimed = { id: await idOf(c, caller, key), token: crypto.randomUUID() };
    const outcome = await claimKey(database, {
      ...claimed,
      caller,
      fingerprint: await fingerprintOf(c),
      leaseMs: c.var.bindings.REQUEST_TIMEOUT_MS + spareMs,
      keepMs: keepHours * 3_600_000,
    });
    if (outcome.outcome !== "claimed") return repeat(c, outcome);
    c.set("idempotencyClaim", claimed);
    await next();
    await settle(c, claimed);
  });
}

/**
 * Stores the response in the transaction of the request's effects, so that both are committed or
 * neither is, even when the Worker dies in between. No-op for a request without a key. Throws
 * CONFLICT when the claim has expired, which rolls back the transaction.
 */
export async function keepAnswerIn(
  c: AppContext,
  sql: Sql,
  answer: { readonly status: number; readonly headers?: Record<string, string>; json: unknown },
): Promise<void> {
  const claimed = c.get("idempotencyClaim");
  if (claimed === undefined) return;
  const kept = await keepAnswer(sql, claimed, {
    status: answer.status,
    headers: { "content-type": "application/json", ...answer.headers },
    body: utf8(JSON.stringify(answer.json)),
  });
  if (!kept) throw stillRunning();
}

function keyOf(c: AppContext, required: boolean): string | undefined {
  const value = c.req.header(idempotencyKeyName);
  if (value !== undefined) return parseIdempotencyKey(value);
  if (required) throw wrongHeader("is required: send a unique text, such as a UUID");
  return undefined;
}

/** The same key from another caller or for another path is a different key. */
const idOf = (c: AppContext, caller: string, key: string) =>
  digestOf(utf8(JSON.stringify([caller, c.req.method, c.req.path, key])));

async function fingerprintOf(c: AppContext): Promise<string> {
  const query = utf8(`${new URL(c.req.url).search}\n`);
  const body = new Uint8Array(await c.req.arrayBuffer());
  const all = new Uint8Array(query.length + body.length);
  all.set(query);
  all.set(body, query.length);
  return digestOf(all);
}

const utf8 = (text: string) => Uint8Array.from(new TextEncoder().encode(text));

async function digestOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}

function repeat(c: AppContext, outcome: ClaimOutcome): Response {
  if (outcome.outcome === "other")
    throw new AppError("UNPROCESSABLE", "This Idempotency-Key was used for another request.");
  if (outcome.outcome !== "answered") throw stillRunning();
  const { status, headers, body } = outcome.answer;
  if (body === undefined)
    throw new AppError("CONFLICT", "The request was done; its answer was too large to keep.");
  c.header("Idempotency-Replayed", "true");
  for (const [name, value] of Object.entries(headers)) c.header(name, value);
  return body.length === 0
    ? c.body(null, status as ContentfulStatusCode)
    : c.body(body, status as ContentfulStatusCode);
}

function stillRunning(): AppError {
  return new AppError("CONFLICT", "A request with this Idempotency-Key is still running.", {
    retryable: true,
    headers: { "Retry-After": "1" },
  });
}

/** Stores the response or releases the key. The response is sent in either case. */
async function settle(c: AppContext, claimed: ClaimedKey): Promise<void> {
  const { status } = c.res;
  const { database } = c.var.services;
  const isFinal = status !== 429 && status < 500;
  const answer = isFinal ? await answerOf(c.res) : undefined;
  try {
    await database.as(
      service,
      async (sql) => {
        if (answer === undefined) await releaseKey(sql, claimed);
        else await keepAnswer(sql, claimed, answer);
      },
      { idempotent: true },
    );
  } catch (error) {
    // The lease expires; until then the same request is told to wait.
    c.var.log.error("idempotency.not_kept", { status, error });
  }
}

async function answerOf(response: Response): Promise<KeptAnswer> {
  const headers = Object.fromEntries(
    keptHeaders.flatMap((name) => {
      const value = response.headers.get(name);
      return value === null ? [] : [[name, value]];
    }),
  );
  const isStream = headers["content-type"]?.startsWith("text/event-stream") ?? false;
  const bytes = isStream ? undefined : new Uint8Array(await response.clone().arrayBuffer());
  const fits = bytes !== undefined && bytes.length <= mostBytes;
  return { status: response.status, headers, body: fits ? bytes : undefined };
}
