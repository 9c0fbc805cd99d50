import type { RuleRequest } from "@seaworthy/rules-language/index";
import { z } from "zod";
import type { AppRoute, Credential } from "../../samples/routes.ts";
import { withHeader } from "../../samples/witness/alteration.ts";
import { judgeKept, keyedBy } from "../helpers/edge/kept-answers.ts";
import { staticPaths } from "../helpers/edge/static-files.ts";
import { configurable, everywhere } from "../rule.ts";

/** The header names under which clients send a token. */
const authorization: readonly Credential[] = [
  "authorization",
  "Authorization",
  "AUTHORIZATION",
].map((name) => ({ in: "header", name }));
/** Names of session cookies, if the app does not declare its own. */
const usualCookies: readonly Credential[] = ["session", "sid", "__Host-id", "auth_token"].map(
  (name) => ({ in: "cookie", name }),
);

/** Everything that may identify the caller, whatever the route itself requires. */
function credentialsOf(routes: readonly AppRoute[]): readonly Credential[] {
  const named = routes.flatMap(({ credentials }) => credentials);
  const cookies = named.filter((one) => one.in === "cookie");
  const headers = named.filter(
    ({ in: place, name }) => place === "header" && name !== "authorization",
  );
  return [
    ...authorization,
    ...headers.flatMap(({ name }) => [
      { in: "header", name } as const,
      {
        in: "header",
        name: name.replaceAll(/(^|-)[a-z]/g, (start) => start.toUpperCase()),
      } as const,
    ]),
    ...(cookies.length > 0 ? cookies : usualCookies),
  ];
}

export const cacheNothingPersonal = configurable({
  id: "cache-nothing-personal",
  area: "cache",
  title: "The edge does not cache responses to requests with credentials",
  why: "One user's response, cached under a shared key, is served to everyone.",
  fix: "Require in the cache rule's expression that the request has no cookie and none of the headers that carry credentials. Header names keep the case in which they were sent: compare them in lower case.",
  example: {
    language: "typescript",
    code: 'expression: \'http.request.method eq "GET" and http.request.uri.path eq "/news" and len(http.cookie) eq 0 and not any(lower(http.request.headers.names[*])[*] in {"authorization" "x-api-key"})\'',
  },
  source:
    "https://developers.cloudflare.com/cache/how-to/cache-rules/examples/bypass-cache-on-cookie",
  severity: everywhere,
  rank: "critical",
  scope: "stack",
  subjects: ["ruleset"],
  configuration: z.object({ staticPaths }),
  applies: (_, { app }) => app !== undefined,
  judge: (resources, settings, { app }) => {
    const routes = app?.routes ?? [];
    const carried = credentialsOf(routes);
    const sends = carried.map((credential) =>
      credential.in === "cookie"
        ? withHeader("cookie", `${credential.name}=x`)
        : withHeader(credential.name, "x"),
    );
    const send = (request: RuleRequest) => sends.map(({ apply }) => apply(request));
    return judgeKept(resources, {
      routes: routes.filter(({ method }) => method === "GET"),
      // A path without a route yet may belong to a future route.
      prefixes: ["/"],
      sent: send,
      isWrong: (request, decision) =>
        ["GET", "HEAD"].includes(request.method) &&
        !settings.staticPaths.some((path) => isBelow(request.path, path)) &&
        [...request.headers].some(
          ([name, values]) =>
            values.some((value) => value !== "") &&
            carried.some((one) =>
              one.in === "cookie" ? name === "cookie" : name === one.name.toLowerCase(),
            ) &&
            !keyedBy(decision, name),
        ),
    });
  },
});

const isBelow = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(`${folder.replace(/\/$/, "")}/`);
