import { breaks, edit, harmless, key } from "../../edits.ts";
import type { Mutation } from "../../mutation.ts";

const bindings = "packages/stack/worker/worker-bindings.ts";
const list = 'variable("CORS_ORIGINS", app.corsOrigins.join(","))';
const any = ["cors-exact-origins", "cors-https-only", "cors-approved-domains"];
const wildcards = [...any, "cors-no-wildcard-subdomains"];
const origins = (what: string, text: string, rules: readonly string[] = any) =>
  breaks(rules, what, edit(bindings, list, `variable("CORS_ORIGINS", ${JSON.stringify(text)})`));
const approved = (what: string, domains: string) =>
  breaks(
    "cors-approved-domains",
    what,
    key("approvedDomains: [seaworthy.dev]", `approvedDomains: ${domains}`),
  );
const header = (what: string, code: string) =>
  breaks(
    "cors-not-set-by-edge",
    what,
    edit(
      "infra/edge/response-headers.ts",
      "...Object.fromEntries(set),",
      `...Object.fromEntries(set), ${code},`,
    ),
  );

export const cors: readonly Mutation[] = [
  origins("a wildcard behind HTTPS", "https://*", wildcards),
  origins("a wildcard in capitals", "HTTPS://*.SEAWORTHY.DEV", wildcards),
  origins("a domain that goes on", "https://www.seaworthy.dev.evil.com"),
  origins("a letter of another alphabet", "https://www.seaw\u043erthy.dev"),
  origins("a user before the host", "https://www.seaworthy.dev@evil.com"),
  origins("plain HTTP in a list", "https://www.seaworthy.dev, http://admin.seaworthy.dev"),
  origins("an address", "https://203.0.113.8"),
  origins("the developer's machine by HTTPS", "https://localhost:3000"),
  origins("a wildcard for the ending", "https://www.seaworthy.*", wildcards),
  origins("a placeholder in the host", "https://{sub}.seaworthy.dev"),
  origins("an empty label", "https://.seaworthy.dev"),
  origins("a path", "https://www.seaworthy.dev/app"),
  origins("an app's scheme", "capacitor://localhost"),
  approved("everybody's previews approved", "[seaworthy.dev, vercel.app]"),
  approved("a shared ending approved", "[seaworthy.dev, co.uk]"),
  header(
    "CORS by the edge in small letters",
    '"access-control-allow-origin": { operation: "add", value: "*" }',
  ),
  header(
    "whatever origin asks",
    '"Access-Control-Allow-Origin": { operation: "set", expression: \'http.request.headers["origin"][0]\' }',
  ),
  header(
    "credentials for it",
    '"Access-Control-Allow-Credentials": { operation: "set", value: "true" }',
  ),
];

export const harmlessCors: readonly Mutation[] = [
  harmless(
    "a port of its own",
    key("- https://admin.seaworthy.dev", "- https://admin.seaworthy.dev:8443"),
  ),
  harmless(
    "another host of the domain",
    key("- https://admin.seaworthy.dev", "- https://a.b-c.seaworthy.dev"),
  ),
  harmless("one origin", key("      - https://admin.seaworthy.dev\n", "")),
  harmless(
    "a second domain that is approved",
    key("approvedDomains: [seaworthy.dev]", "approvedDomains: [seaworthy.dev, seaworthy.co.uk]"),
    key("- https://admin.seaworthy.dev", "- https://admin.seaworthy.co.uk"),
  ),
  harmless(
    "a header that only sounds like it",
    edit(
      "infra/edge/response-headers.ts",
      "...Object.fromEntries(set),",
      '...Object.fromEntries(set), "Timing-Allow-Origin": { operation: "set", value: "https://www.seaworthy.dev" },',
    ),
  ),
];
