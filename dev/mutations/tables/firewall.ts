import { breaks, edit, harmless } from "../edits.ts";
import type { Edit, Mutation } from "../mutation.ts";

const file = "infra/edge/waf.ts";
const first = 'return [\n    block(\n      "sql-injection"';

let skips = 0;
const skip = (expression: string, parameters: string): Edit => {
  skips += 1;
  return edit(
    file,
    first,
    `return [\n    {\n      ref: "skip-${skips}",\n      expression: ${JSON.stringify(expression)},\n      action: "skip",\n      actionParameters: ${parameters},\n    },\n    block(\n      "sql-injection"`,
  );
};
const limitsOff = '{ phases: ["http_ratelimit"] }';
const opens = (expression: string, parameters = limitsOff) =>
  breaks(
    "edge-skip-opens-nothing",
    `skip ${parameters} where ${expression}`,
    skip(expression, parameters),
  );
const only = (condition: string) =>
  edit(
    file,
    'contains(query, [\n        "union select ",',
    `${JSON.stringify(`${condition} and `)} + contains(query, [\n        "union select ",`,
  );
const narrowed = (condition: string) =>
  breaks("edge-blocks-sql-injection", `SQL refused only where ${condition}`, only(condition));

export const firewall: readonly Mutation[] = [
  opens('http.cookie contains "staff=1"'),
  opens('ip.src.country eq "DE"'),
  opens("ip.src.asnum eq 64500"),
  opens('http.user_agent eq "Pingdom"'),
  opens('http.referer contains "partner.example"'),
  opens('any(http.request.headers["x-probe"][*] eq "yes")'),
  opens('http.request.uri.query contains "debug"'),
  opens('any(http.request.uri.args["key"][*] eq "1")'),
  opens('http.request.version eq "HTTP/1.0"'),
  opens('http.request.method eq "PATCH"'),
  opens("cf.client.bot"),
  opens("cf.bot_management.verified_bot"),
  opens("ip.src in {0.0.0.0/1}"),
  opens('http.host eq "api.seaworthy.dev"'),
  opens('starts_with(http.request.uri.path, "/hooks/")', '{ ruleset: "current" }'),
  opens(
    'starts_with(http.request.uri.path, "/rest/")',
    '{ phases: ["http_request_firewall_managed"] }',
  ),
  opens('http.request.uri.path eq "/auth/token"', '{ products: ["waf", "rateLimit", "bic"] }'),
  opens("true", '{ ruleset: "current" }'),
  narrowed('http.request.uri.path eq "/rest/feed"'),
  narrowed('http.request.method eq "GET"'),
  narrowed('not any(lower(http.request.headers.names[*])[*] eq "authorization")'),
  narrowed('ip.src.country ne "DE"'),
  narrowed('not http.cookie contains "session"'),
  narrowed('http.host eq "www.seaworthy.dev"'),
  narrowed('not lower(http.user_agent) contains "mozilla"'),
  narrowed("not ip.src in {203.0.113.0/24}"),
  breaks(
    "edge-blocks-sql-injection",
    "SQL logged only",
    edit(
      file,
      'expression,\n  enabled: true,\n  action: "block",',
      'expression,\n  enabled: true,\n  action: ref === "sql-injection" ? "log" : "block",',
    ),
    { anywhere: true },
  ),
  breaks(
    "edge-blocks-sql-injection",
    "SQL rule switched off",
    edit(file, "expression,\n  enabled: true,", 'expression,\n  enabled: ref !== "sql-injection",'),
    { anywhere: true },
  ),
  breaks(
    "edge-blocks-sql-injection",
    "SQL in the query as it was sent",
    edit(
      file,
      'const query = "lower(url_decode(http.request.uri.query))"',
      'const query = "lower(http.request.uri.query)"',
    ),
    { anywhere: true },
  ),
  breaks(
    "edge-blocks-path-traversal",
    "only the normalized path",
    edit(
      file,
      'const rawPath = "lower(url_decode(raw.http.request.uri.path))"',
      'const rawPath = "lower(url_decode(http.request.uri.path))"',
    ),
    { anywhere: true },
  ),
  breaks(
    "edge-blocks-scanners",
    "paths of scanners in lower case alone",
    edit(
      file,
      'const path = "lower(http.request.uri.path)";',
      'const path = "http.request.uri.path";',
    ),
    { anywhere: true },
  ),
  breaks(
    "edge-blocks-scanners",
    "agents of scanners not named",
    edit(
      file,
      'contains(agent, ["sqlmap", "nikto", "nuclei", "masscan", "dirbuster", "gobuster", "wpscan"])',
      'contains(agent, ["evil-bot"])',
    ),
  ),
  breaks(
    "edge-blocks-script-injection",
    "script rule on one path",
    edit(
      file,
      'contains(query, ["<script",',
      '"http.request.uri.path eq \\"/search\\" and " + contains(query, ["<script",',
    ),
  ),
  breaks(
    "edge-people-pass",
    "people who search for select are refused",
    edit(file, '"union select ",', '"select", "union select ",'),
  ),
  breaks(
    "edge-people-pass",
    "browsers are refused",
    edit(file, '["sqlmap",', '["mozilla", "sqlmap",'),
  ),
  breaks(
    "edge-people-pass",
    "a country is refused",
    edit(
      file,
      first,
      'return [\n    block("home", "home", \'ip.src.country eq "DE"\'),\n    block(\n      "sql-injection"',
    ),
  ),
  breaks(
    "edge-managed-rules",
    "managed rules for one host",
    edit(
      "infra/edge/managed-rules.ts",
      'expression: "true",',
      "expression: 'http.host eq \"www.seaworthy.dev\"',",
    ),
  ),
  breaks(
    "edge-managed-rules",
    "managed rules switched off",
    edit("infra/edge/managed-rules.ts", "enabled: true,", "enabled: false,"),
  ),
  breaks(
    "edge-managed-rules",
    "managed rules log only",
    edit(
      "infra/edge/managed-rules.ts",
      "actionParameters: { id: cloudflareManagedRuleset },",
      'actionParameters: { id: cloudflareManagedRuleset, overrides: { action: "log" } },',
    ),
  ),
  breaks(
    "edge-managed-rules",
    "managed rules overridden to off",
    edit(
      "infra/edge/managed-rules.ts",
      "actionParameters: { id: cloudflareManagedRuleset },",
      "actionParameters: { id: cloudflareManagedRuleset, overrides: { enabled: false } },",
    ),
  ),
  breaks(
    "edge-rulesets-run",
    "kind custom",
    edit("packages/stack/edge/edge.ts", 'kind: "zone", phase', 'kind: "custom", phase'),
  ),
  breaks(
    ["edge-one-ruleset-per-phase", "edge-rulesets-run"],
    "two rulesets of one phase",
    edit(
      "infra/edge/rulesets.ts",
      'phase: "http_request_firewall_managed",',
      'phase: "http_request_firewall_custom",',
    ),
    { anywhere: true },
  ),
  breaks(
    "edge-rules-evaluate",
    "an expression that does not parse",
    edit(
      file,
      '"Attack tools by user agent",\n      contains',
      '"Attack tools by user agent",\n      "http.user_agent containz \\"x\\" or " + contains',
    ),
  ),
  breaks(
    ["edge-rules-evaluate"],
    "a field that does not exist",
    edit(
      file,
      '"Attack tools by user agent",\n      contains',
      '"Attack tools by user agent",\n      "http.useragent eq \\"x\\" or " + contains',
    ),
  ),
  breaks(
    "edge-rule-references",
    "a rule without ref",
    edit(
      file,
      "=> ({\n  ref,\n  description,",
      '=> ({\n  ...(ref === "scanner-agents" ? {} : { ref }),\n  description,',
    ),
    { anywhere: true },
  ),
];

export const harmlessFirewall: readonly Mutation[] = [
  harmless(
    "security.txt past the WAF",
    skip('http.request.uri.path eq "/.well-known/security.txt"', '{ ruleset: "current" }'),
  ),
  harmless(
    "a challenge for scanners",
    edit(
      file,
      'expression,\n  enabled: true,\n  action: "block",',
      'expression,\n  enabled: true,\n  action: ref === "scanner-agents" ? "managed_challenge" : "block",',
    ),
  ),
  harmless("more agents", edit(file, '"wpscan"]', '"wpscan", "acunetix"]')),
  harmless(
    "more SQL",
    edit(file, '"information_schema.",', '"information_schema.",\n        "waitfor delay",'),
  ),
  harmless(
    "a further managed ruleset",
    edit(
      "infra/edge/managed-rules.ts",
      "actionParameters: { id: cloudflareManagedRuleset },\n    },",
      'actionParameters: { id: cloudflareManagedRuleset },\n    },\n    {\n      ref: "owasp",\n      expression: "true",\n      enabled: true,\n      action: "execute",\n      actionParameters: { id: "4814384a9e5d4991b9815dcfc25d2f1f" },\n    },',
    ),
  ),
  harmless(
    "a blocked network",
    edit(
      file,
      first,
      'return [\n    block("abuse", "Known abusers", "ip.src in {198.51.100.0/24}"),\n    block(\n      "sql-injection"',
    ),
  ),
];
