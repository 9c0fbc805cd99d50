import { SeaworthyError } from "@seaworthy/core/errors.ts";
import type { RuleRequest } from "@seaworthy/rules/index.ts";
import { colo } from "./visit.ts";

type Reader = (request: RuleRequest) => string;

/** What requests may be counted by (https://developers.cloudflare.com/waf/rate-limiting-rules/parameters/#with-the-same-characteristics). */
const readers: Readonly<Record<string, Reader>> = {
  "cf.colo.id": () => colo,
  "ip.src": ({ clientAddress }) => clientAddress,
  "ip.src.country": ({ country }) => country ?? "XX",
  "ip.geoip.country": ({ country }) => country ?? "XX",
  "http.host": ({ host }) => host,
  "http.request.uri.path": ({ path }) => path,
};

const named: Readonly<Record<string, (name: string) => Reader>> = {
  headers: (name) => (request) => JSON.stringify(request.headers.get(name.toLowerCase()) ?? null),
  cookies: (name) => (request) => JSON.stringify(pairValue((request.headers.get("cookie") ?? []).join(";").split(";"), name)),
  "uri.args": (name) => (request) => JSON.stringify(pairValue(request.query.split("&"), name)),
};

/** Throws UNSUPPORTED, naming what is known. */
export function characteristicReader(text: string): Reader {
  const [, map = "", name = ""] = /^http\.request\.(headers|cookies|uri\.args)\["([^"]+)"\]$/.exec(text) ?? [];
  const reader = readers[text] ?? named[map]?.(name);
  if (reader) return reader;
  const known = [...Object.keys(readers), ...Object.keys(named).map((of) => `http.request.${of}["<name>"]`)];
  throw new SeaworthyError(
    "UNSUPPORTED",
    `'${text}' is not a characteristic that requests can be counted by here; ${known.join(", ")} are.`,
  );
}

function pairValue(pairs: readonly string[], name: string): string | null {
  const pair = pairs.map((text) => text.trim()).find((text) => text.startsWith(`${name}=`));
  return pair === undefined ? null : pair.slice(name.length + 1);
}
