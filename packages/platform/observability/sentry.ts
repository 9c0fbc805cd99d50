import { defined } from "@seaworthy/core/defined";
import {
  type CloudflareOptions,
  getActiveSpan,
  getIsolationScope,
  getRootSpan,
  SEMANTIC_ATTRIBUTE_SENTRY_SAMPLE_RATE,
  updateSpanName,
  withScope,
} from "@sentry/cloudflare";
import type { BindingReport } from "../bindings/bindings.ts";
import type { Redactor } from "./redaction.ts";

type Event = Parameters<NonNullable<CloudflareOptions["beforeSend"]>>[0];
type Transaction = Parameters<NonNullable<CloudflareOptions["beforeSendTransaction"]>>[0];

/** Request bodies, log lines and a second report of the same error: none of them must be sent. */
const leftOut = new Set(["HttpServer", "Console", "Hono"]);

/**
 * The SDK's options from the bindings; the traced share is by default the configured one. Sends no
 * personal data: no bodies, headers, cookies, query strings, addresses or users.
 */
export function sentryOptions(
  { settings, bindings, redactor }: BindingReport,
  tracedShare = settings.SENTRY_SAMPLE_RATE,
): CloudflareOptions {
  const environment = bindings?.ENVIRONMENT ?? "unknown";
  const release = settings.CF_VERSION_METADATA?.id;
  return {
    ...(settings.SENTRY_DSN === undefined ? { enabled: false } : { dsn: settings.SENTRY_DSN }),
    ...defined({ release }),
    environment,
    // The caller's own sampling decision is ignored: otherwise any client could have everything
    // traced.
    tracesSampler: () => tracedShare,
    integrations: (defaults) => defaults.filter(({ name }) => !leftOut.has(name)),
    dataCollection: {
      userInfo: false,
      cookies: false,
      httpHeaders: false,
      httpBodies: [],
      urlQueryParams: false,
      databaseQueryData: false,
      stackFrameVariables: false,
    },
    enableRpcTracePropagation: false,
    beforeSend: (event) => withoutSecrets(event, redactor),
    beforeSendTransaction: (event) =>
      isProbe(event.transaction ?? "") ? null : withoutSecrets(event, redactor),
    beforeBreadcrumb: () => null,
  };
}

/**
 * Whether to trace this request, according to the traced share; probes never are. `random` is in
 * [0, 1).
 */
export function isToBeTraced(
  { settings }: BindingReport,
  request: Request,
  random: number,
): boolean {
  if (settings.SENTRY_DSN === undefined || random >= settings.SENTRY_SAMPLE_RATE) return false;
  return !isProbe(` ${new URL(request.url).pathname}`);
}

const traced = new WeakSet<Request>();

/**
 * Runs the SDK's handler for a request in a separate scope: by default the SDK attaches the clients
 * of all requests to the one outer scope.
 */
export function trace<T>(request: Request, handle: () => T): T {
  traced.add(request);
  return withScope(handle);
}

/** Whether the SDK traces this request. */
export function isTraced(request: Request): boolean {
  return traced.has(request);
}

/**
 * Tags everything that is sent for this request. Like all functions below, only where the SDK runs.
 */
export function tagRequest(requestId: string): void {
  getIsolationScope().setTag("request_id", requestId);
}

/** Groups requests by route instead of by URL. */
export function nameTransaction(name: string): void {
  getIsolationScope().setTransactionName(name);
  const span = getActiveSpan();
  if (span !== undefined) updateSpanName(getRootSpan(span), name);
}

/** Reports how many requests this traced one represents. */
export function tellSampleRate(rate: number): void {
  const span = getActiveSpan();
  if (span !== undefined)
    getRootSpan(span).setAttribute(SEMANTIC_ATTRIBUTE_SENTRY_SAMPLE_RATE, rate);
}

/** Requests that monitors and scrapers send every few seconds. */
function isProbe(text: string): boolean {
  return /\s\/(health|metrics|internal\/health)(\/|\s|$)/.test(` ${text}`);
}

/** The SDK adds these to traces whatever `dataCollection` is. */
const personalAttributes = ["user_agent.original", "client.address", "network.peer.address"];

/** The parts of an event that can contain untrusted text. */
const textual = [
  "message",
  "exception",
  "tags",
  "extra",
  "contexts",
  "spans",
  "transaction",
] as const;

function withoutSecrets<T extends Event | Transaction>(event: T, redactor: Redactor): T {
  delete event.user;
  if (event.request !== undefined) {
    const { method, url } = event.request;
    event.request = {
      ...(method ? { method } : {}),
      ...(url ? { url: redactor.text(withoutQuery(url)) } : {}),
    };
  }
  for (const name of personalAttributes) delete event.contexts?.trace?.data?.[name];
  for (const part of textual) {
    if (event[part] !== undefined) Object.assign(event, { [part]: cleaned(event[part], redactor) });
  }
  return event;
}

/**
 * A copy with every string cleaned. Once the SDK passes events on, they are trees of plain values,
 * and no deeper than that.
 */
function cleaned(value: unknown, redactor: Redactor, depth = 0): unknown {
  if (typeof value === "string") return redactor.text(value);
  if (typeof value !== "object" || value === null || depth > 12) return value;
  if (Array.isArray(value)) return value.map((item) => cleaned(item, redactor, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, cleaned(inner, redactor, depth + 1)]),
  );
}

function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/s, "");
}
