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

/** Request bodies, log lines and a second report of one error: none of them is to be sent. */
const leftOut = new Set(["HttpServer", "Console", "Hono"]);

/**
 * The SDK's options from the bindings; the share that is traced is by default the configured one.
 * Nothing personal is sent: no bodies, headers, cookies, query strings, addresses or users.
 */
export function sentryOptions(
  { settings, bindings, redactor }: BindingReport,
  tracedShare = settings.SENTRY_SAMPLE_RATE,
): CloudflareOptions {
  const environment = bindings?.ENVIRONMENT ?? "unknown";
  const release = settings.CF_VERSION_METADATA?.id;
  return {
    ...(settings.SENTRY_DSN === undefined ? { enabled: false } : { dsn: settings.SENTRY_DSN }),
    ...(release === undefined ? {} : { release }),
    environment,
    // The caller's own sampling decision is not followed: otherwise anybody could have everything
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
 * Whether this request is one of the share that is traced; probes never are. `random` is in [0, 1).
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
 * Lets the SDK's handler take a request, in a scope of its own: the SDK itself gives the clients of
 * all requests to the one scope outside of it.
 */
export function trace<T>(request: Request, handle: () => T): T {
  traced.add(request);
  return withScope(handle);
}

/** Whether the SDK follows this request. */
export function isTraced(request: Request): boolean {
  return traced.has(request);
}

/** Marks everything that is sent for this request. Only where the SDK runs, as all that follows. */
export function tagRequest(requestId: string): void {
  getIsolationScope().setTag("request_id", requestId);
}

/** Groups requests by route instead of by address. */
export function nameTransaction(name: string): void {
  getIsolationScope().setTransactionName(name);
  const span = getActiveSpan();
  if (span !== undefined) updateSpanName(getRootSpan(span), name);
}

/** Tells for how many requests this traced one stands. */
export function tellSampleRate(rate: number): void {
  const span = getActiveSpan();
  if (span !== undefined)
    getRootSpan(span).setAttribute(SEMANTIC_ATTRIBUTE_SENTRY_SAMPLE_RATE, rate);
}

/** What monitors and scrapers ask every few seconds. */
function isProbe(text: string): boolean {
  return /\s\/(health|metrics|internal\/health)(\/|\s|$)/.test(` ${text}`);
}

/** The SDK adds these to traces whatever `dataCollection` says. */
const personalAttributes = ["user_agent.original", "client.address", "network.peer.address"];

/** What of an event can hold a text that someone else wrote. */
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
 * A copy with every text cleaned. Events are trees of plain values once the SDK hands them over,
 * and at most that deep.
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
