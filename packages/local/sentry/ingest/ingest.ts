import { SeaworthyError } from "@seaworthy/core/errors";
import { type Context, Hono } from "hono";
import { cors } from "hono/cors";
import type { Logger } from "../../kernel/logger.ts";
import { readBody } from "./envelopes/body.ts";
import { type Envelope, parseEnvelope } from "./envelopes/envelope.ts";
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

/** Endpoints of Sentry's ingest that are refused, by name. */
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
 * Where a DSN points: `POST /api/<project>/envelope/`, and `…/store/` for SDKs that send a bare
 * event. Answers as Relay does: `{id}`, or `{detail, causes?}` with 400, 401, 403, 413 or 429.
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
  app.post("/api/:project/envelope/", (context) =>
    answer(options, context, (bytes) => parseEnvelope(bytes)),
  );
  app.post("/api/:project/store/", (context) => answer(options, context, envelopeOfEvent));
  app.all("/api/:project/:endpoint{.+}", (context) => {
    const known = refusedEndpoints.find((name) => context.req.param("endpoint").startsWith(name));
    const detail = `${context.req.method} ${context.req.path} is not implemented by the local cloud's ingest${known ? "" : ", which takes POST /api/<project>/envelope/ and …/store/"}.`;
    return context.json({ detail }, 501);
  });
  app.onError((thrown, context) => failed(options.log, thrown, context));
  return app;
}

async function answer(
  options: IngestOptions,
  context: Context,
  parse: (bytes: Buffer) => Envelope,
): Promise<Response> {
  const envelope = parse(await readBody(context.req.raw));
  const sender = senderOf(options.declarations, context, envelope);
  if (sender instanceof Response) return sender;
  const oversized = oversizedItem(envelope);
  if (oversized) {
    countRefused(options.store, sender, envelope, "too_large");
    return context.json(
      { detail: `envelope exceeded size limits for type '${oversized.headers.type}'` },
      413,
    );
  }
  return respond(context, takeEnvelope(options, sender, envelope));
}

/** `/store/` takes the event alone. */
function envelopeOfEvent(bytes: Buffer): Envelope {
  return { headers: {}, items: [{ headers: { type: "event" }, payload: bytes }] };
}

function senderOf(
  declarations: Declarations,
  context: Context,
  envelope: Envelope,
): Sender | Response {
  const projectId = context.req.param("project") ?? "";
  const fromDsn = keyOfDsn(envelope.headers.dsn);
  if (fromDsn && fromDsn.projectId !== projectId)
    return context.json(
      { detail: "envelope authorization does not match the request's project" },
      400,
    );
  const publicKey = keyOfRequest(context.req.raw).publicKey ?? fromDsn?.publicKey;
  if (publicKey === undefined)
    return context.json({ detail: "missing authorization information" }, 401);
  if (!/^[0-9a-f]{32}$/.test(publicKey))
    return context.json({ detail: "bad sentry DSN public key" }, 401);
  const key = declarations.key(publicKey);
  const project = declarations.project(projectId);
  if (!key || !project || key.projectId !== projectId) return rejected(context, "ProjectId");
  return key.isActive ? { project, key } : rejected(context, "ProjectKey (the key is disabled)");
}

function rejected(context: Context, reason: string): Response {
  return context.json({ detail: `event submission rejected with_reason: ${reason}` }, 403);
}

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

function failed(log: Logger, thrown: Error, context: Context): Response {
  if (thrown instanceof SeaworthyError && thrown.code === "INPUT_INVALID") {
    return context.json({ detail: thrown.message }, thrown.details.status === 413 ? 413 : 400);
  }
  log.error("sentry.ingest_failed", { path: context.req.path, cause: thrown });
  return context.json(
    { detail: "Internal error of the local cloud's ingest; see: seaworthy logs local cloud" },
    500,
  );
}
