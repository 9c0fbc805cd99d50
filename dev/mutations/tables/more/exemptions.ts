import { breaks, edit, harmless } from "../../edits.ts";
import type { Edit, Mutation } from "../../mutation.ts";

const file = "infra/edge/rate-limits.ts";
const auth = 'limited("/auth"), authPerMinute)';
const rest = 'limited("/rest", "/rpc"), restPerMinute)';
const but = (condition: string, limit = auth): Edit =>
  edit(
    file,
    limit,
    `allOf(${limit.replace(/, (\w+PerMinute)\)$/, "")}, ${JSON.stringify(condition)}), ${limit.match(/\w+PerMinute/)?.[0]})`,
  );
const first = 'return [\n    block(\n      "sql-injection"';
let skips = 0;
const skip = (expression: string, parameters: string) => {
  skips += 1;
  return breaks(
    "edge-skip-opens-nothing",
    `skip ${parameters} where ${expression}`,
    edit(
      "infra/edge/waf.ts",
      first,
      `return [\n    {\n      ref: "exempt-${skips}",\n      expression: ${JSON.stringify(expression)},\n      action: "skip",\n      actionParameters: ${parameters},\n    },\n    block(\n      "sql-injection"`,
    ),
  );
};
const narrowed = (rule: string, before: string, condition: string) =>
  breaks(
    rule,
    `${rule} only where ${condition}`,
    edit("infra/edge/waf.ts", before, `${JSON.stringify(`${condition} and `)} + ${before}`),
  );
const counted = (what: string, list: string) =>
  breaks(
    ["edge-rate-limit-counted", "edge-auth-rate-limit", "edge-rest-rate-limit"],
    what,
    edit(file, '["ip.src", "cf.colo.id"]', list),
    { anywhere: true },
  );

const conditions = [
  "http.request.timestamp.sec lt 1893456000",
  'cf.tls_version eq "TLSv1.3"',
  'not http.user_agent matches "^HealthCheck/"',
  'not starts_with(http.request.uri.query, "utm_")',
  'not any(http.request.headers.names[*] contains "x-")',
  'not (http.request.method eq "POST" and http.cookie contains "vip")',
  'ip.src.subdivision_1_iso_code ne "US-CA"',
  'http.x_forwarded_for eq ""',
  'not http.request.uri.path contains ";"',
  "len(http.user_agent) gt 5",
  'not any(http.request.uri.args.names[*] eq "debug")',
  '(http.user_agent contains "bot" xor true)',
  'not (ip.src.country eq "DE" and ip.src.asnum eq 3320)',
  'http.request.uri.query eq ""',
  'not http.request.uri.path in {"/auth/token" "/auth/refresh"}',
  'not http.user_agent wildcard "*Monitor*"',
  'not any(http.request.headers["accept"][*] contains "application/vnd")',
  'substring(http.request.uri.path, 0, 6) eq "/auth/"',
  'http.request.uri.path.extension eq ""',
  "not http.request.headers.truncated",
  "len(http.request.headers.names) lt 20",
  'concat(http.host, http.request.uri.path) ne "api.seaworthy.dev/auth/token"',
  'http.request.full_uri ne "https://api.seaworthy.dev/auth/token?a=b"',
  'http.request.body.mime ne "text/plain"',
];

export const exemptions: readonly Mutation[] = [
  ...conditions.map((one) =>
    breaks("edge-auth-rate-limit", `sign-in counted only where ${one}`, but(one)),
  ),
  breaks(
    "edge-rest-rate-limit",
    "API counted for two routes",
    but('http.request.uri.path matches "^/rest/(feed|posts)"', rest),
  ),
  breaks(
    "edge-rest-rate-limit",
    "API not counted for one agent",
    but('not http.user_agent eq "acme-sync/2"', rest),
  ),
  skip('http.request.body.mime eq "text/plain"', '{ phases: ["http_ratelimit"] }'),
  narrowed(
    "edge-blocks-sql-injection",
    'contains(query, [\n        "union select ",',
    "len(http.request.uri.query) lt 200",
  ),
  breaks(
    "edge-managed-rules",
    "an exception of the managed rules for one agent",
    edit(
      "infra/edge/managed-rules.ts",
      "  return [\n",
      `  return [\n    {\n      ref: "acme",\n      action: "skip",\n      expression: 'http.user_agent contains "acme"',\n      enabled: true,\n      actionParameters: { ruleset: "current" },\n    },\n`,
    ),
  ),
  breaks(
    "edge-managed-rules",
    "a whole category of the managed rules logged only",
    edit(
      "infra/edge/managed-rules.ts",
      "actionParameters: { id: cloudflareManagedRuleset },",
      'actionParameters: {\n        id: cloudflareManagedRuleset,\n        overrides: { categories: [{ category: "sqli", action: "log" }] },\n      },',
    ),
  ),
  counted("each path by itself", '["ip.src", "cf.colo.id", "http.request.uri.path"]'),
  counted(
    "a header that the client chooses",
    '["ip.src", "cf.colo.id", \'http.request.headers["x-client"]\']',
  ),
  counted("each agent by itself", '["ip.src", "cf.colo.id", "http.user_agent"]'),
  skip('http.request.uri.path eq "/auth/token"', '{ phases: ["http_ratelimit"] }'),
  skip('ip.src.continent eq "EU" and http.user_agent contains "curl"', '{ ruleset: "current" }'),
  skip('http.request.uri.query wildcard "*token=*"', '{ ruleset: "current" }'),
  skip(
    'len(http.request.headers["x-partner"][0]) gt 0',
    '{ phases: ["http_ratelimit", "http_request_firewall_managed"] }',
  ),
  narrowed(
    "edge-blocks-path-traversal",
    'contains(rawPath, ["../",',
    'http.request.method eq "GET"',
  ),
  narrowed("edge-blocks-scanners", 'contains(agent, ["sqlmap",', 'ip.src.country ne "NL"'),
  narrowed("edge-blocks-script-injection", 'contains(query, ["<script",', 'http.cookie eq ""'),
  breaks(
    ["edge-blocks-scanners"],
    "scanners of one path",
    edit(
      "infra/edge/waf.ts",
      '      startsWith(path, [\n        "/.env",',
      '      startsWith(path, [\n        "/.environment",',
    ),
  ),
];

export const harmlessExemptions: readonly Mutation[] = [
  harmless(
    "every version of HTTP that Cloudflare names",
    but('http.request.version in {"HTTP/1.0" "HTTP/1.1" "HTTP/1.2" "HTTP/2" "HTTP/3" "SPDY/3.1"}'),
  ),
  harmless("every network", but("ip.src.asnum ge 0")),
  harmless(
    "one managed rule that alarms falsely, logged",
    edit(
      "infra/edge/managed-rules.ts",
      "actionParameters: { id: cloudflareManagedRuleset },",
      'actionParameters: {\n        id: cloudflareManagedRuleset,\n        overrides: { rules: [{ id: "5de7edfa648c4d6891dc3e7f84534ffa", action: "log" }] },\n      },',
    ),
  ),
  harmless(
    "another host past the WAF",
    edit(
      "infra/edge/waf.ts",
      first,
      `return [\n    {\n      ref: "status",\n      expression: 'http.host eq "status.seaworthy.dev"',\n      action: "skip",\n      actionParameters: { ruleset: "current" },\n    },\n    block(\n      "sql-injection"`,
    ),
  ),
  harmless("every address", but("(ip.src in {0.0.0.0/0} or ip.src in {::/0})")),
  harmless(
    "a health check of its own path past the WAF",
    edit(
      "infra/edge/waf.ts",
      first,
      `return [\n    {\n      ref: "robots",\n      expression: 'http.request.uri.path eq "/robots.txt"',\n      action: "skip",\n      actionParameters: { ruleset: "current" },\n    },\n    block(\n      "sql-injection"`,
    ),
  ),
  harmless("the API by a regular expression", but('http.request.uri.path matches "^/"', rest)),
];
