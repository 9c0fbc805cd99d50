import type { RawHeaders } from "../http/headers.ts";
import { headerOf } from "../http/headers.ts";

/**
 * The directives of one Cache-Control header (RFC 9111, 5.2); names in lower case, "" where there
 * is no value.
 */
export type Directives = ReadonlyMap<string, string>;

/** Of the three headers that may say it, the one made for this cache wins (RFC 9213). */
const byPrecedence = ["cloudflare-cdn-cache-control", "cdn-cache-control", "cache-control"];

export function responseDirectives(headers: RawHeaders): Directives | undefined {
  const text = byPrecedence
    .map((name) => headerOf(headers, name))
    .find((value) => value !== undefined);
  return text === undefined ? undefined : parseDirectives(text);
}

export function parseDirectives(text: string): Directives {
  const parts = text.split(",").map((part) => part.trim().split("="));
  return new Map(
    parts
      .filter(([name]) => name)
      .map(([name = "", value = ""]) => [name.toLowerCase(), value.replace(/^"|"$/g, "")]),
  );
}

/** Seconds; undefined when the directive is missing or no number. */
export function seconds(directives: Directives | undefined, name: string): number | undefined {
  const value = directives?.get(name);
  return value !== undefined && /^\d+$/.test(value) ? Number(value) : undefined;
}
