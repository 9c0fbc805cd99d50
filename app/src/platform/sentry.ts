import {
  type CloudflareOptions,
  captureException,
  getActiveSpan,
  getIsolationScope,
  getRootSpan,
  updateSpanName,
} from "@sentry/cloudflare";
import type { BindingReport } from "./bindings.ts";
import type { Redactor } from "./redaction.ts";

type Event = Parameters<NonNullable<CloudflareOptions["beforeSend"]>>[0];
type Transaction = Parameters<NonNullable<CloudflareOptions["beforeSendTransaction"]>>[0];

/** Request bodies, log lines and a second report of one error: none of them is to be sent. */
const leftOut = new Set(["HttpServer", "Console", "Hono"]);

/** The SDK's options from the bindings. Nothing personal is sent: no bodies, headers, cookies, query strings, addresses or users. */
export function sentryOptions({ settings, bindings, redactor }: BindingReport): CloudflareOptions {
  const environment = bindings?.ENVIRONMENT ?? "unknown";
  const release = settings.CF_VERSION_METADATA?.id;
  return {
    ...(settings.SENTRY_DSN === undefined ? { enabled: false } : { dsn: settings.SENTRY_DSN }),
    ...(release === undefined ? {} : { release }),
    environment,
    // The caller's own sampling decision is not followed: otherwise anybody could have everything traced.
    tracesSampler: ({ attributes, name }) => (isProbe(`${name} ${attributes?.["url.path"]}`) ? 0 : settings.SENTRY_SAMPLE_RATE),
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
    beforeSendTransaction: (event) => (isProbe(event.transaction ?? "") ? null : withoutSecrets(event, redactor)),
    beforeBreadcrumb: () => null,
  };
}

/** Marks everything that is sent for this request. */
export function tagRequest(requestId: string): void {
  getIsolationScope().setTag("request_id", requestId);
}

/** Groups requests by route instead of by address. */
export function nameTransaction(method: string, route: string): void {
  const name = `${method} ${route}`;
  getIsolationScope().setTransactionName(name);
  const span = getActiveSpan();
  if (span !== undefined) updateSpanName(getRootSpan(span), name);
}

/** Sends one error; `code` becomes a tag. */
export function reportError(error: unknown, code: string): void {
  captureException(error, { captureContext: { tags: { code } }, mechanism: { handled: true, type: "generic" } });
}

/** What monitors and scrapers ask every few seconds. */
function isProbe(text: string): boolean {
  return /\s\/(health|metrics|internal\/health)(\/|\s|$)/.test(` ${text}`);
}

/** The SDK adds these to traces whatever `dataCollection` says. */
const personalAttributes = ["user_agent.original", "client.address", "network.peer.address"];

/** What of an event can hold a text that somebody else wrote. */
const textual = ["message", "exception", "tags", "extra", "contexts", "spans", "transaction"] as const;

function withoutSecrets<T extends Event | Transaction>(event: T, redactor: Redactor): T {
  delete event.user;
  if (event.request !== undefined) {
    const { method, url } = event.request;
    event.request = { ...(method ? { method } : {}), ...(url ? { url: redactor.text(withoutQuery(url)) } : {}) };
  }
  for (const name of personalAttributes) delete event.contexts?.trace?.data?.[name];
  for (const part of textual) {
    if (event[part] !== undefined) Object.assign(event, { [part]: cleaned(event[part], redactor) });
  }
  return event;
}

/** A copy with every text cleaned. Events are trees of plain values once the SDK hands them over, and at most that deep. */
function cleaned(value: unknown, redactor: Redactor, depth = 0): unknown {
  if (typeof value === "string") return redactor.text(value);
  if (typeof value !== "object" || value === null || depth > 12) return value;
  if (Array.isArray(value)) return value.map((item) => cleaned(item, redactor, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cleaned(inner, redactor, depth + 1)]));
}

function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/s, "");
}
