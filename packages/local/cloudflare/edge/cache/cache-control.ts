import { headerOf, type RawHeaders } from "../http/headers.ts";

/**
 * The directives of one Cache-Control header (RFC 9111, 5.2); names in lower case, "" without a
 * value.
 */
export type Directives = ReadonlyMap<string, string>;

/** These two target this cache (RFC 9213) and take precedence over the general header. */
const targeted = ["cloudflare-cdn-cache-control", "cdn-cache-control"];

export function responseDirectives(headers: RawHeaders): Directives | undefined {
  for (const name of targeted) {
    const text = headerOf(headers, name);
    const directives = text === undefined ? undefined : targetedDirectives(text);
    if (directives) return directives;
  }
  const text = headerOf(headers, "cache-control");
  return text === undefined ? undefined : parseDirectives(text);
}

/** Quoted values may contain commas; the quotes are removed. */
function parseDirectives(text: string): Directives {
  const directives = new Map<string, string>();
  for (const [, name = "", value = ""] of text.matchAll(directive))
    directives.set(name.toLowerCase(), value.trim().replace(/^"|"$/g, ""));
  return directives;
}

const directive = /\s*([^,=\s]+)\s*(?:=((?:"(?:[^"\\]|\\.)*"|[^,"])*))?(?:,|$)/g;

/** A dictionary of structured fields (RFC 9651); a malformed one is ignored completely. */
function targetedDirectives(text: string): Directives | undefined {
  const members = text.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((member) => member.trim());
  if (!members.every((member) => dictionaryMember.test(member))) return undefined;
  return members.some((member) => /^[a-z-]*(age|revalidate|error)="/i.test(member))
    ? undefined
    : parseDirectives(text);
}

const dictionaryMember =
  /^[a-z*][\w.*-]*(=(-?\d{1,15}(\.\d{1,3})?|\?[01]|"[^"]*"|:[\w+/=]*:|[a-z*][\w:/!#$%&'*+.^`|~-]*))?(;.*)?$/i;

/** Undefined when the directive is absent, 0 when it is not a number of seconds. */
export function seconds(directives: Directives | undefined, name: string): number | undefined {
  const value = directives?.get(name);
  if (value === undefined) return undefined;
  return /^\d+$/.test(value) ? Number(value) : 0;
}
