import type { ErrorPageName } from "./error-pages.ts";
import type { Message } from "./receive.ts";

/** The host and the target of a request. */
export interface RequestPlace {
  readonly authority: string;
  readonly host: string;
  readonly path: string;
  readonly query: string;
}

/** https://developers.cloudflare.com/workers/platform/limits/#request-and-response-limits */
export const longestUrlBytes = 16 * 1024;

/** Read from the request line and the Host header, following RFC 9112, 3.2 and RFC 9113, 8.3.1. */
export function placeOf(message: Message): RequestPlace | { readonly problem: ErrorPageName } {
  const url = message.url ?? "";
  if (url.length > longestUrlBytes) return { problem: "urlTooLong" };
  // A Worker's URL would lose what rules see: RFC 9112, 3.2 has no fragment.
  if (url.includes("#")) return { problem: "badRequest" };
  const { authority = authorityOf(message), target } = targetOf(url);
  const named = namedBy(authority);
  if (target === undefined || named === undefined) return { problem: "badRequest" };
  const queryAt = target.indexOf("?");
  return {
    ...named,
    path: queryAt < 0 ? target : target.slice(0, queryAt),
    query: queryAt < 0 ? "" : target.slice(queryAt + 1),
  };
}

/** Undefined unless there is exactly one. */
function authorityOf(message: Message): string | undefined {
  const pseudo = message.headers[":authority"] as string | undefined;
  if (pseudo !== undefined) return pseudo.toLowerCase();
  let host: string | undefined;
  for (let index = 0; index + 1 < message.rawHeaders.length; index += 2) {
    const name = message.rawHeaders[index] ?? "";
    if (name.length !== 4 || name.toLowerCase() !== "host") continue;
    if (host !== undefined) return undefined;
    host = message.rawHeaders[index + 1] ?? "";
  }
  return host?.toLowerCase();
}

/** An absolute URL, as clients send to proxies, also names the host and overrides Host. */
function targetOf(url: string): { authority?: string; target?: string } {
  if (url.startsWith("/")) return { target: url };
  const absolute = /^https?:\/\/([^/?#]*)([^#]*)/i.exec(url);
  if (!absolute) return {};
  const [, authority = "", rest = ""] = absolute;
  return { authority: authority.toLowerCase(), target: rest.startsWith("/") ? rest : `/${rest}` };
}

const highestPort = 65_535;

type Named = Pick<RequestPlace, "authority" | "host">;
let last: { text: string; named: Named | undefined } = { text: "", named: undefined };

/** Cached, since it is mostly the same host. A name may end with the dot of the root zone. */
function namedBy(text: string | undefined): Named | undefined {
  if (text === undefined) return undefined;
  if (last.text === text) return last.named;
  const [, host, port = ""] =
    /^(\[[0-9a-f:.]+\]|[a-z0-9._-]*[a-z0-9_-])\.?(:\d{1,5})?$/.exec(text) ?? [];
  const isPlace = host !== undefined && Number(port.slice(1)) <= highestPort;
  last = { text, named: isPlace ? { host, authority: `${host}${port}` } : undefined };
  return last.named;
}
