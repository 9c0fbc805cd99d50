import { SeaworthyError } from "@seaworthy/core/errors";
import { type Context, Hono } from "hono";
import { cors } from "hono/cors";
import { HTTPException } from "hono/http-exception";
import type { Logger } from "../../kernel/logger.ts";
import { readBody } from "./envelopes/body.ts";
import { type Envelope, parseEnvelope, parseEnvelopeHeader } from "./envelopes/envelope.ts";
import {
  countRefused,
  type EnvelopeResult,
  type IntakeServices,
  oversizedItem,
  type Sender,
  takeEnvelope,
} from "./envelopes/envelope-intake.ts";
import { keyLimitCategories } from "./envelopes/item-kinds.ts";
import { keyOfDsn, keyOfRequest } from "./keys/key-auth.ts";
import type { Declarations } from "./model.ts";

export interface IngestOptions extends IntakeServices {
  readonly declarations: Declarations;
  readonly log: Logger;
}

/** Endpoints of Sentry's ingest that are rejected by name. */
const refusedEndpoints = [
  "security",
  "csp-report",
  "minidump",
  "unreal",
  "nel",
  "playstation",
  "attachments",
  "profiling",
  "cron",
  "otlp",
] as const;

/**
 * What a DSN points at: `POST /api/<project>/envelope/`, and `…/store/` for SDKs that send a bare
 * event. Responds as Relay does: `{id}`, or `{detail, causes?}` with 400, 401, 403, 413 or 429.
 */
export function createIngest(options: IngestOptions): Hono {
  const app = new Hono();
  app.use(
    "/api/*",
    cors({
      origin: "*",
      allowHeaders: ["x-sentry-auth", "content-type", "content-encoding", "authorization"],
      exposeHeaders: ["x-sentry-error", "x-sentry-rate-limits", "retry-after"],
    }),
  );
  app.post("/api/:project/envelope/", (context) => takeFrom(options, context));
  app.post("/api/:project/store/", (context) => takeEventFrom(options, context));
  app.all("/api/:project/:endpoint{.+}", (context) => {
    const known = refusedEndpoints.find((name) => context.req.param("endpoint").startsWith(name));
    const detail = `${context.req.method} ${context.req.path} is not implemented by the local cloud's ingest${known ? "" : ", which takes POST /api/<project>/envelope/ and …/store/"}.`;
    return context.json({ detail }, 501);
  });
  app.get("/js-sdk-loader/:file", (context) =>
    context.json({ detail: "Sentry's loader is not served by the local cloud." }, 501),
  );
  app.onError((thrown, context) => failed(options.log, thrown, context));
  return app;
}

/**
 * Handles an envelope: its sender is identified before more than the first line is decompressed.
 */
async function takeFrom(options: IngestOptions, context: Context): Promise<Response> {
  const claimed = keyOfRequest(context.req.raw).publicKey;
  const known = claimed === undefined ? undefined : senderOf(options, context, claimed);
  const body = await readBody(context.req.raw);
  const line = await body.firstLine();
  if (line === undefined && known === undefined)
    return refuse(context, 400, "invalid event envelope: header is too long");
  const fromDsn = line && keyOfDsn(parseEnvelopeHeader(line).dsn);
  if (fromDsn && fromDsn.projectId !== context.req.param("project"))
    return refuse(context, 400, "envelope authorization does not match the request's project");
  const sender = known ?? senderOf(options, context, fromDsn?.publicKey);
  return body.expand((bytes) =>
    take(options, context, sender, parseEnvelopeOf(options, sender, bytes)),
  );
}

/** `/store/` accepts only an event. */
async function takeEventFrom(options: IngestOptions, context: Context): Promise<Response> {
  const sender = senderOf(options, context, keyOfRequest(context.req.raw).publicKey);
  const body = await readBody(context.req.raw);
  return body.expand((payload) =>
    take(options, context, sender, {
      headers: {},
      items: [{ headers: { type: "event" }, payload }],
    }),
  );
}

/** An envelope with too many items counts as one rejected item. */
function parseEnvelopeOf({ store }: IngestOptions, { project, key }: Sender, bytes: Buffer) {
  try {
    return parseEnvelope(bytes);
  } catch (thrown) {
    store.outcomes.add({
      projectId: project.id,
      keyId: key.id,
      outcome: "invalid",
      reason: isTooLarge(thrown) ? "too_large" : "invalid_envelope",
      category: "unknown",
      quantity: 1,
    });
    throw thrown;
  }
}

async function take(
  options: IngestOptions,
  context: Context,
  sender: Sender,
  envelope: Envelope,
): Promise<Response> {
  const oversized = oversizedItem(envelope);
  if (oversized) {
    countRefused(options.store, sender, envelope, "too_large");
    const { type } = oversized.headers;
    return refuse(context, 413, `envelope exceeded size limits for type '${type}'`);
  }
  return respond(context, await takeEnvelope(options, sender, envelope));
}

/** Throws Relay's error when the sender is not allowed. */
function senderOf(
  { declarations }: IngestOptions,
  context: Context,
  publicKey: string | undefined,
): Sender {
  const unauthorized = (detail: string) => rejection(refuse(context, 401, detail));
  const rejected = (reason: string) =>
    rejection(refuse(context, 403, `event submission rejected with_reason: ${reason}`));
  if (publicKey === undefined) throw unauthorized("missing authorization information");
  if (!/^[0-9a-f]{32}$/.test(publicKey)) throw unauthorized("bad sentry DSN public key");
  const projectId = context.req.param("project") ?? "";
  const key = declarations.key(publicKey);
  const project = declarations.project(projectId);
  if (!key || !project || key.projectId !== projectId) throw rejected("ProjectId");
  if (!key.isActive) throw rejected("ProjectKey (the key is disabled)");
  return { project, key };
}

function refuse(context: Context, status: 400 | 401 | 403 | 413, detail: string): Response {
  return context.json({ detail }, status);
}

const rejection = (res: Response) => new HTTPException(res.status as 401 | 403, { res });

function respond(context: Context, result: EnvelopeResult): Response {
  if (result.retryAfterSeconds !== undefined) {
    // `<seconds>:<categories>:<scope>:<reason>`, see
    // https://develop.sentry.dev/sdk/expected-features/rate-limiting/
    context.header(
      "X-Sentry-Rate-Limits",
      `${result.retryAfterSeconds}:${keyLimitCategories.join(";")}:key:key_quota`,
    );
  }
  if (result.nothingTaken) {
    context.header("Retry-After", String(result.retryAfterSeconds ?? 60));
    return context.json(
      {
        detail:
          "Sentry dropped data due to a quota or internal rate limit being reached. This will not affect your application.",
      },
      429,
    );
  }
  return context.json(result.eventId ? { id: result.eventId } : {});
}

const isTooLarge = (thrown: unknown) =>
  thrown instanceof SeaworthyError && thrown.details.status === 413;

function failed(log: Logger, thrown: Error, context: Context): Response {
  if (thrown instanceof HTTPException) return thrown.getResponse();
  if (thrown instanceof SeaworthyError && thrown.code === "INPUT_INVALID")
    return refuse(context, isTooLarge(thrown) ? 413 : 400, thrown.message);
  log.error("sentry.ingest_failed", { path: context.req.path, cause: thrown });
  return context.json(
    { detail: "Internal error of the local cloud's ingest; see: seaworthy logs local cloud" },
    500,
  );
}
