import { SeaworthyError } from "@seaworthy/core/errors";
import type { RuleRequest } from "@seaworthy/rules-language/index";
import { colo } from "../http/request.ts";

type Reader = (request: RuleRequest) => string;

/**
 * What requests may be counted by
 * (https://developers.cloudflare.com/waf/rate-limiting-rules/parameters/#with-the-same-characteristics).
 */
const readers: Readonly<Record<string, Reader>> = {
  "cf.colo.id": () => colo,
  "ip.src": ({ clientAddress }) => clientAddress,
  // Cloudflare uses more than the address to tell clients behind it apart; on loopback there is
  // nothing more.
  "cf.unique_visitor_id": ({ clientAddress }) => clientAddress,
  "ip.src.country": ({ country }) => country ?? "XX",
  "ip.geoip.country": ({ country }) => country ?? "XX",
  "http.host": ({ host }) => host,
  "http.request.uri.path": ({ path }) => path,
};

const named: Readonly<Record<string, (name: string) => Reader>> = {
  headers: (name) => (request) => JSON.stringify(request.headers.get(name) ?? null),
  cookies: (name) => (request) =>
    JSON.stringify(pairValue((request.headers.get("cookie") ?? []).join(";").split(";"), name)),
  "uri.args": (name) => (request) => JSON.stringify(pairValue(request.query.split("&"), name)),
};

/**
 * Throws UNSUPPORTED, listing the supported ones; INPUT_INVALID for a header name that Cloudflare
 * would never match.
 */
export function characteristicReader(text: string): Reader {
  const [, map = "", name = ""] =
    /^http\.request\.(headers|cookies|uri\.args)\["([^"]+)"\]$/.exec(text) ?? [];
  if (map === "headers" && name !== name.toLowerCase())
    throw new SeaworthyError(
      "INPUT_INVALID",
      `'${text}' has upper-case letters in a header name; use lower case.`,
    );
  const reader = readers[text] ?? named[map]?.(name);
  if (reader) return reader;
  const known = [
    ...Object.keys(readers),
    ...Object.keys(named).map((of) => `http.request.${of}["<name>"]`),
  ];
  throw new SeaworthyError(
    "UNSUPPORTED",
    `'${text}' is not a supported characteristic; supported: ${known.join(", ")}.`,
  );
}

/** Null when absent, which is counted separately from empty. */
function pairValue(pairs: readonly string[], name: string): string | null {
  const pair = pairs
    .map((text) => text.trim())
    .find((text) => text === name || text.startsWith(`${name}=`));
  return pair === undefined ? null : pair.slice(name.length + 1);
}
