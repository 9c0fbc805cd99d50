import { createMiddleware } from "hono/factory";
import { LRUCache } from "lru-cache";
import { AppError } from "../errors/errors.ts";
import type { AppEnv } from "../runtime/app-env.ts";
import { type SuspiciousPattern, suspiciousPatterns } from "./suspicious-patterns.ts";

/**
 * The inspected parts of a request. Bodies are not inspected: they contain what users write, and a
 * post about SQL is not an attack.
 */
export interface InspectedRequest {
  /** Path as sent, still encoded. */
  readonly path: string;
  /** Everything after `?`, still encoded. */
  readonly query: string;
  /** Values of the headers that clients choose freely. */
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
  /** Routes that are not inspected, for example a search for code. */
  readonly except?: (path: string) => boolean;
}

/** Cache of the last ordinary requests, limited to short ones, as nearly all are. */
const remembered = { requests: 1_000, characters: 1_000 };

/**
 * Rejects requests that look like attacks. Defence in depth, never a replacement for what makes
 * attacks harmless. Throws REQUEST_REFUSED without naming the pattern; the log does.
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

/** The name of the first pattern that matches a text of the request. */
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
 * The text undecoded, decoded once and decoded twice, in lower case and without comments that hide
 * words.
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

/** One database treats a comment as a blank, another as nothing. */
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

/** The text as a page shows it, if it contains HTML entities. */
function withoutEntities(text: string): string[] {
  if (!text.includes("&")) return [];
  const numbered = text.replace(/&#(x[0-9a-f]{1,8}|\d{1,8});?/g, (entity, digits: string) => {
    const code = Number(digits.startsWith("x") ? `0${digits}` : digits);
    return code < 0x110000 ? String.fromCodePoint(code).toLowerCase() : entity;
  });
  return [numbered.replace(/&([a-z]{2,7});/g, (entity, name: string) => entities[name] ?? entity)];
}

/** Like `decodeURIComponent`, but keeps invalid encodings. */
function decode(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (encoded) => {
    try {
      return decodeURIComponent(encoded).toLowerCase();
    } catch {
      // Invalid UTF-8: the pattern for overlong encodings inspects the raw bytes.
      return encoded;
    }
  });
}
