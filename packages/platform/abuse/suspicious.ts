import { createMiddleware } from "hono/factory";
import { LRUCache } from "lru-cache";
import { AppError } from "../errors/errors.ts";
import type { AppEnv } from "../runtime/app-env.ts";
import { type SuspiciousPattern, suspiciousPatterns } from "./suspicious-patterns.ts";

/**
 * The parts of a request that are looked at. Bodies are not: they hold what people write, and a
 * post about SQL is no attack.
 */
export interface InspectedRequest {
  /** Path as it was sent, still encoded. */
  readonly path: string;
  /** What follows `?`, still encoded. */
  readonly query: string;
  /** Values of the headers that callers choose freely. */
  readonly headers: readonly string[];
}

const inspectedHeaders = [
  "user-agent",
  "referer",
  "x-forwarded-host",
  "x-original-url",
  "x-rewrite-url",
  "x-api-version",
];

export interface SuspicionOptions {
  readonly patterns?: readonly SuspiciousPattern[];
  /** Routes whose requests are not looked at, for instance a search for code. */
  readonly except?: (path: string) => boolean;
}

/**
 * Requests that were found to be ordinary are known again, the last of them, when they are as short
 * as nearly all are.
 */
const remembered = { requests: 1_000, characters: 1_000 };

/**
 * Refuses requests that look like attacks. It is a net in front of what makes attacks harmless,
 * never instead of it. Throws REQUEST_REFUSED, without saying which pattern it was; the log does.
 *
 * ```ts
 * app.use(refuseSuspicious({ except: (path) => path === "/rest/snippets" }));
 * ```
 */
export function refuseSuspicious({
  patterns = suspiciousPatterns,
  except = () => false,
}: SuspicionOptions = {}) {
  const ordinary = new LRUCache<string, true>({ max: remembered.requests });
  return createMiddleware<AppEnv>(async function refuseSuspicious(c, next) {
    if (except(c.req.path)) return next();
    const address = c.req.url.replace(/^[a-z]+:\/\/[^/?]*/i, "");
    const headers = inspectedHeaders.flatMap((name) => c.req.header(name) ?? []);
    const texts = [address, ...headers].join("\n");
    if (ordinary.get(texts)) return next();
    const [path = "", query = ""] = address.split(/\?(.*)/s);
    const found = findSuspicion({ path, query, headers }, patterns);
    if (found !== undefined) {
      c.var.log.warn("request.suspicious", { pattern: found });
      throw new AppError(
        "REQUEST_REFUSED",
        "If you think this is a mistake, contact support with the request ID.",
      );
    }
    if (texts.length <= remembered.characters) ordinary.set(texts, true);
    await next();
  });
}

/** The name of the first pattern that a text of the request has. */
export function findSuspicion(
  request: InspectedRequest,
  patterns: readonly SuspiciousPattern[] = suspiciousPatterns,
): string | undefined {
  const paths = readings(request.path);
  const texts = [
    paths,
    ...request.query.split("&").map(readings),
    ...request.headers.map(readings),
  ].flat();
  const found = patterns.find(({ in: where, shape }) =>
    (where === "path" ? paths : texts).some((text) => shape.test(text)),
  );
  return found?.name;
}

/**
 * What a text means to who decodes it not at all, once or twice, in lower case and without the
 * comments that hide words.
 */
function readings(text: string): string[] {
  const plain = text.toLowerCase();
  if (/^[\w/=.-]*$/.test(plain)) return [plain];
  const once = decode(plain.replaceAll("+", " "));
  const twice = decode(once);
  return [
    ...new Set(
      [plain, once, twice].flatMap((reading) => [
        reading,
        ...withoutComments(reading),
        ...withoutEntities(reading),
      ]),
    ),
  ];
}

/** A comment stands for a blank in one database and for nothing in another. */
function withoutComments(text: string): string[] {
  return text.includes("/*")
    ? ["", " "].map((blank) => text.replace(/\/\*.{0,100}?\*\//gs, blank))
    : [];
}

const entities: Readonly<Record<string, string>> = {
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  colon: ":",
  lpar: "(",
  rpar: ")",
  tab: "",
  newline: "",
};

/** What a page makes of the text, where it has entities of HTML. */
function withoutEntities(text: string): string[] {
  if (!text.includes("&")) return [];
  const numbered = text.replace(/&#(x[0-9a-f]{1,8}|\d{1,8});?/g, (entity, digits: string) => {
    const code = Number(digits.startsWith("x") ? `0${digits}` : digits);
    return code < 0x110000 ? String.fromCodePoint(code).toLowerCase() : entity;
  });
  return [numbered.replace(/&([a-z]{2,7});/g, (entity, name: string) => entities[name] ?? entity)];
}

/** Like `decodeURIComponent`, but leaves what is no valid encoding as it is. */
function decode(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (encoded) => {
    try {
      return decodeURIComponent(encoded).toLowerCase();
    } catch {
      // Bytes that are no UTF-8: the pattern of overlong encodings looks at them as they are.
      return encoded;
    }
  });
}
