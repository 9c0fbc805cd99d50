import { type RuleRequest, sampleRequest } from "@seaworthy/rules-language/index";
import { writings } from "./paths.ts";
import { type AppRoute, isPathOf, samplePath } from "./routes.ts";

/** Possible senders: anonymous, with a token, with a cookie, or a script. */
const senders: readonly Readonly<Record<string, string>>[] = [
  {},
  { authorization: "Bearer x" },
  { cookie: "session=x" },
  { "user-agent": "curl/8" },
];
const methods = ["GET", "POST", "PATCH", "DELETE"];

/** A part of an app: everything below some paths, and some of its routes. */
export interface AreaParts {
  readonly prefixes?: readonly string[];
  readonly routes?: readonly AppRoute[];
  /** Routes that do not belong to it, although their paths do. */
  readonly except?: readonly AppRoute[];
  /** The names under which the app is served. */
  readonly hosts?: readonly string[];
}

export interface Area {
  /** Requests to all of it, as clients write them. */
  readonly samples: readonly RuleRequest[];
  /** One of each kind: the starting points of alterations. */
  readonly bases: readonly RuleRequest[];
  /** Whether an altered request still belongs to this part. */
  readonly has: (request: RuleRequest) => boolean;
}

/** A path below a prefix that no rule names. */
const unlisted = "/zz9";

/** Several rules ask for the same parts, and each has thousands of samples. */
export function areaOf(parts: AreaParts): Area {
  const key = JSON.stringify(parts);
  const made = areas.get(key) ?? createArea(parts);
  if (areas.size >= mostAreas) areas.clear();
  areas.set(key, made);
  return made;
}

const areas = new Map<string, Area>();
const mostAreas = 50;

function createArea({ prefixes = [], routes = [], except = [], hosts = [] }: AreaParts): Area {
  const trimmed = prefixes.map((prefix) => prefix.replace(/\/\*?$/, ""));
  const below = trimmed.flatMap((prefix) => [prefix || "/", `${prefix}${unlisted}`]);
  const targets = [
    ...below.flatMap((path) => methods.map((method) => ({ path, method }))),
    ...routes.map((route) => ({ path: samplePath(route), method: route.method })),
  ].filter(({ method }) => method !== "OPTIONS");
  const [host = "example.com"] = hosts;
  const names = hosts.length === 0 ? [host] : hosts;
  return {
    samples: targets.flatMap(({ path, method }) =>
      writings(path).flatMap((written) =>
        senders.map((headers) => sampleRequest({ ...written, method, headers, host })),
      ),
    ),
    bases: targets.flatMap(({ path, method }) =>
      names.map((name) => sampleRequest({ path, method, host: name })),
    ),
    has: (request) =>
      isServed(request.host, names) &&
      request.method !== "OPTIONS" &&
      !isOneOf(except, request) &&
      (trimmed.some((prefix) => isBelow(prefix, request.path)) || isOneOf(routes, request)),
  };
}

/** Whether one of the names is that host, or an example of a wildcard that covers it. */
export const isServed = (host: string, names: readonly string[]): boolean =>
  names.some(
    (name) => name === host || (name.startsWith("any.") && host.endsWith(name.slice("any".length))),
  );

const isOneOf = (routes: readonly AppRoute[], { method, path }: RuleRequest): boolean =>
  routes.some((route) => route.method === asRouted(method) && isPathOf(route, path));

/** A route for GET also serves HEAD. */
const asRouted = (method: string) => (method === "HEAD" ? "GET" : method);

function isBelow(prefix: string, path: string): boolean {
  const [wanted, asked] = [prefix.toLowerCase(), path.toLowerCase()];
  return asked === wanted || asked.startsWith(`${wanted}/`);
}

/** What visitors and their programs send to a website: none of it may be blocked. */
const harmlessVisits: readonly RuleRequest[] = [
  sampleRequest({ path: "/", query: "limit=20&before=2026-11-21T11%3A10%3A56Z" }),
  sampleRequest({ path: "/", query: "q=student+union+selection" }),
  sampleRequest({ path: "/", query: "q=rock%20%26%20roll%20or%20jazz" }),
  sampleRequest({ path: "/.well-known/security.txt" }),
  sampleRequest({ path: "/environment" }),
  sampleRequest({ path: "/", headers: { "user-agent": "" } }),
  sampleRequest({ path: "/", headers: { "user-agent": "Better Uptime Bot" } }),
];

const browser = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";

/** Same, plus calls of the app's own routes. */
export function harmlessRequests(routes: readonly AppRoute[], host: string): RuleRequest[] {
  const calls = routes.map((route) =>
    sampleRequest({
      path: samplePath(route),
      method: route.method,
      host,
      ...(route.method === "GET" ? { query: "limit=20&q=student+union+selection" } : {}),
      headers: { "user-agent": browser, authorization: "Bearer x" },
    }),
  );
  return [...harmlessVisits.map((one) => ({ ...one, host })), ...calls];
}
