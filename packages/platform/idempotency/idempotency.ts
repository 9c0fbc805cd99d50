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
  /** Whether a request without a key is refused. Default false. */
  readonly required?: boolean;
  /** Whose key it is. Default the signed-in user's. */
  readonly by?: SubjectOf;
  /** How long an answer is kept. Default 24 hours, which the API document states. */
  readonly keepHours?: number;
}

/** Longer than a request can take: after that its Worker is gone. */
const spareMs = 30_000;
/** Answers of more bytes are done once, but cannot be repeated. */
const mostBytes = 256 * 1024;
/** What a repeated answer has; all else is this request's own, such as its id and its limits. */
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
 * A request that is sent again with the same `Idempotency-Key` is answered as the first time and
 * not done again (draft-ietf-httpapi-idempotency-key-header-07). Stands behind `signedIn`, and
 * before a rate limit, so that a repetition uses up none of it. Answers with 429 and from 500 on
 * are not kept: the request may be sent again. Throws VALIDATION_FAILED, CONFLICT while the first
 * one goes on, UNPROCESSABLE for another request under the same key.
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
 * Keeps the answer in the transaction of the request's effects: both are there or neither is, even
 * when the Worker dies in between. Does nothing for a request without a key. Throws CONFLICT when
 * the claim is over, which undoes the transaction.
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

/** The same key of another caller, or for another address, is another key. */
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

/** Keeps what was answered, or gives the key up. The answer goes out in any case. */
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
    // The lease ends; until then the same request is told to wait.
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
