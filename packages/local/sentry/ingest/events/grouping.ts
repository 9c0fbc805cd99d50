import { createHash } from "node:crypto";
import {
  culpritOf,
  exceptionsOf,
  type Frame,
  messageTextOf,
  type SentryEvent,
  topFrame,
} from "./event.ts";

/** `{{ default }}` in an SDK's fingerprint stands for Sentry's default grouping. */
const defaultVariable = /^\{\{\s*default\s*\}\}$/;

/**
 * What makes two events the same issue: the SDK's fingerprint, or else exception types and location
 * (with the source line if known), or else the message without its parameters.
 */
export function fingerprintOf(event: SentryEvent): readonly string[] {
  const given = event.fingerprint ?? [];
  if (given.length === 0) return defaultFingerprint(event);
  return given.flatMap((part) => (defaultVariable.test(part) ? defaultFingerprint(event) : [part]));
}

/** 32 hex digits, like Sentry's hashes. */
export function hashOf(fingerprint: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(fingerprint)).digest("hex").slice(0, 32);
}

function defaultFingerprint(event: SentryEvent): readonly string[] {
  const exceptions = exceptionsOf(event);
  if (exceptions.length === 0) return ["message", messageTemplateOf(event)];
  const types = exceptions.map((each) => each.type ?? "Error");
  const top = topFrame(event);
  if (!top)
    return [
      "exception",
      ...types,
      culpritOf(event),
      withoutNumbers(exceptions.at(-1)?.value ?? ""),
    ];
  return [
    "exception",
    ...types,
    top.module ?? top.filename ?? "",
    top.function ?? "",
    ...sourceLineOf(top),
    culpritOf(event),
  ];
}

/**
 * The source line if known, as in Sentry's newest grouping: two errors of one function are two
 * issues, and an edit elsewhere that moves the line creates no new issue.
 */
function sourceLineOf(frame: Frame): readonly string[] {
  const line = (frame.context_line ?? "").trim().replace(/\s+/g, " ");
  return line === "" || line.length > maxLineLength ? [] : [line];
}

/** Longer lines come from minified files. */
const maxLineLength = 120;

function messageTemplateOf(event: SentryEvent): string {
  const entry = typeof event.message === "object" ? event.message : event.logentry;
  return entry?.message ?? withoutNumbers(messageTextOf(event));
}

/** Ids and counts in a text do not create a new issue. */
function withoutNumbers(text: string): string {
  return text.replace(/\b[0-9a-f]{8}-[0-9a-f-]{27}\b|\b[0-9a-f]{16,}\b|\d+/gi, "<n>");
}
