import { z } from "zod";

/**
 * An event as SDKs send it (https://develop.sentry.dev/sdk/data-model/event-payloads/); fields not
 * listed here are stored unchanged.
 */
const frame = z.looseObject({
  function: z.string().nullish(),
  module: z.string().nullish(),
  filename: z.string().nullish(),
  abs_path: z.string().nullish(),
  lineno: z.number().nullish(),
  colno: z.number().nullish(),
  pre_context: z.array(z.string().nullable()).nullish(),
  context_line: z.string().nullish(),
  post_context: z.array(z.string().nullable()).nullish(),
  in_app: z.boolean().nullish(),
});
const exception = z.looseObject({
  type: z.string().nullish(),
  value: z.coerce.string().nullish(),
  mechanism: z
    .looseObject({ type: z.string().nullish(), handled: z.boolean().nullish() })
    .nullish(),
  stacktrace: z.looseObject({ frames: z.array(frame.nullable()).nullish() }).nullish(),
});
const tagPairs = z.union([
  z.record(z.string(), z.unknown()),
  z.array(z.tuple([z.string(), z.unknown()])),
]);
const span = z.looseObject({
  op: z.string().nullish(),
  description: z.string().nullish(),
  status: z.string().nullish(),
  start_timestamp: z.number(),
  timestamp: z.number(),
});

export const sentryEvent = z.looseObject({
  event_id: z.string().nullish(),
  type: z.string().nullish(),
  timestamp: z.union([z.number(), z.string()]).nullish(),
  start_timestamp: z.union([z.number(), z.string()]).nullish(),
  platform: z.string().nullish(),
  level: z.string().nullish(),
  logger: z.string().nullish(),
  transaction: z.string().nullish(),
  release: z.string().nullish(),
  environment: z.string().nullish(),
  dist: z.string().nullish(),
  server_name: z.string().nullish(),
  culprit: z.string().nullish(),
  message: z
    .union([
      z.string(),
      z.looseObject({ formatted: z.string().nullish(), message: z.string().nullish() }),
    ])
    .nullish(),
  logentry: z
    .looseObject({ formatted: z.string().nullish(), message: z.string().nullish() })
    .nullish(),
  exception: z
    .union([z.looseObject({ values: z.array(exception.nullable()).nullish() }), z.array(exception)])
    .nullish(),
  fingerprint: z.array(z.coerce.string()).nullish(),
  tags: tagPairs.nullish(),
  user: z.looseObject({}).nullish(),
  request: z.looseObject({ url: z.string().nullish(), headers: z.unknown().optional() }).nullish(),
  contexts: z.record(z.string(), z.unknown()).nullish(),
  sdk: z.looseObject({ name: z.string().nullish(), version: z.string().nullish() }).nullish(),
  spans: z.array(span).nullish(),
});

export type SentryEvent = z.infer<typeof sentryEvent>;
export type SentryException = z.infer<typeof exception>;
export type Frame = z.infer<typeof frame>;

/** Outermost cause first; the last is the caught one. */
export function exceptionsOf(event: SentryEvent): readonly SentryException[] {
  const given = Array.isArray(event.exception) ? event.exception : (event.exception?.values ?? []);
  return given.filter((value) => value !== null);
}

export function framesOf(value: SentryException | undefined): readonly Frame[] {
  return (value?.stacktrace?.frames ?? []).filter((each) => each !== null);
}

/** The formatted message; empty without one. */
export function messageTextOf(event: SentryEvent): string {
  if (typeof event.message === "string") return event.message;
  const entry = event.message ?? event.logentry;
  return entry?.formatted ?? entry?.message ?? "";
}

/** Sentry's event type: `error` for exceptions, `default` for messages. */
export function typeOf(event: SentryEvent): "transaction" | "error" | "default" {
  if (event.type === "transaction") return "transaction";
  return exceptionsOf(event).length > 0 ? "error" : "default";
}

/** Where it happened: the transaction, or else the innermost frame in the app's own code. */
export function culpritOf(event: SentryEvent): string {
  if (event.culprit) return event.culprit;
  if (event.transaction) return event.transaction;
  const top = topFrame(event);
  if (!top) return "";
  const place = top.module ?? top.filename ?? top.abs_path ?? "?";
  return top.function ? `${place} in ${top.function}` : place;
}

export function topFrame(event: SentryEvent): Frame | undefined {
  const frames = framesOf(exceptionsOf(event).at(-1));
  return frames.findLast((each) => each.in_app === true) ?? frames.at(-1);
}

/** `type`, `value`, `filename`, `function` for an exception; `title` for a message. */
export function metadataOf(event: SentryEvent): Record<string, string> {
  const value = exceptionsOf(event).at(-1);
  if (!value) return { title: titleOf(event) };
  const top = topFrame(event);
  return {
    type: value.type ?? "Error",
    value: value.value ?? "",
    filename: top?.filename ?? "",
    ...(top?.function ? { function: top.function } : {}),
  };
}

export function titleOf(event: SentryEvent): string {
  const value = exceptionsOf(event).at(-1);
  const firstLine = (text: string) => (text.split("\n", 1)[0] ?? "").slice(0, 256);
  if (value)
    return value.value
      ? `${value.type ?? "Error"}: ${firstLine(value.value)}`
      : (value.type ?? "Error");
  if (typeOf(event) === "transaction") return event.transaction ?? "<unlabeled transaction>";
  return firstLine(messageTextOf(event)) || "<unlabeled event>";
}

export function levelOf(event: SentryEvent): string {
  const known = ["sample", "debug", "info", "warning", "error", "fatal"];
  const given = event.level === "log" ? "info" : event.level;
  return given && known.includes(given)
    ? given
    : typeOf(event) === "transaction"
      ? "info"
      : "error";
}

/** `id:42`, `email:…`, `username:…` or `ip:…`, the first one known; undefined without a user. */
export function userKeyOf(event: SentryEvent): string | undefined {
  const user = event.user ?? {};
  const fields = { id: user.id, email: user.email, username: user.username, ip: user.ip_address };
  const found = Object.entries(fields).find(
    ([, value]) => value !== undefined && value !== null && value !== "",
  );
  return found && `${found[0]}:${String(found[1])}`;
}

/** The event's own tags and those that Sentry adds, sorted by key. */
export function tagsOf(event: SentryEvent): readonly { key: string; value: string }[] {
  const own = Array.isArray(event.tags) ? event.tags : Object.entries(event.tags ?? {});
  const mechanism = exceptionsOf(event).at(-1)?.mechanism;
  const handled = mechanism?.handled;
  const added: readonly (readonly [string, unknown])[] = [
    ["environment", event.environment],
    ["release", event.release],
    ["dist", event.dist],
    ["level", levelOf(event)],
    ["logger", event.logger],
    ["server_name", event.server_name],
    ["transaction", event.transaction],
    ["mechanism", mechanism?.type],
    ["handled", handled === undefined || handled === null ? undefined : handled ? "yes" : "no"],
    ["url", event.request?.url],
    ["user", userKeyOf(event)],
  ];
  const all = new Map(
    [...own, ...added].filter(([, value]) => value !== undefined && value !== null && value !== ""),
  );
  return [...all]
    .map(([key, value]) => ({ key, value: String(value).slice(0, 200) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** Milliseconds since the epoch; SDKs send seconds or ISO 8601. */
export function timeOf(given: number | string | null | undefined): number | undefined {
  if (given === undefined || given === null) return undefined;
  const ms = typeof given === "number" ? given * 1000 : Date.parse(given);
  return Number.isFinite(ms) ? Math.round(ms) : undefined;
}
