import { breaks, edit, harmless, key } from "../edits.ts";
import type { Mutation } from "../mutation.ts";

const file = "infra/edge/rate-limits.ts";
const auth = 'limited("/auth"), authPerMinute)';
const rest = 'limited("/rest", "/rpc"), restPerMinute)';

/** A condition added to a limit: clients that do not meet it are not counted. */
const but = (condition: string, limit = auth) =>
  edit(
    file,
    limit,
    `allOf(${limit.replace(/, (\w+PerMinute)\)$/, "")}, ${JSON.stringify(condition)}), ${limit.match(/\w+PerMinute/)?.[0]})`,
  );

const exceptions = [
  'ip.src.country ne "DE"',
  'not ip.src.country in {"DE" "AT"}',
  "ip.src.asnum ne 13335",
  'ip.src.continent eq "EU"',
  "ip.src.is_in_european_union",
  'not http.user_agent contains "UptimeRobot"',
  'not lower(http.user_agent) contains "curl"',
  'http.user_agent ne ""',
  'not http.referer contains "seaworthy.dev"',
  'not http.cookie contains "staff=1"',
  'not http.request.uri.query contains "nolimit=1"',
  "len(http.request.uri.query) lt 100",
  'not any(http.request.headers["x-internal"][*] eq "1")',
  'not any(lower(http.request.headers.names[*])[*] eq "x-test")',
  'not any(http.request.uri.args["trace"][*] eq "1")',
  'http.request.version in {"HTTP/1.1" "HTTP/2"}',
  'http.request.method ne "PUT"',
  'http.request.method eq "POST"',
  'http.host eq "api.seaworth.dev"',
  'not http.host contains "api."',
  "ssl",
  'not ends_with(http.request.uri.path, "/token")',
  'not http.request.uri.path matches "^/auth/v[0-9]+/"',
  'http.request.uri.path.extension ne "json"',
  "not cf.bot_management.verified_bot",
  "cf.bot_management.score lt 30",
  "http.request.body.size lt 1000",
  "not ip.src in {10.0.0.0/8 3.0.0.0/8}",
  'not any(http.request.accepted_languages[*] eq "de")',
  'not http.request.full_uri wildcard "*preview*"',
  'not any(http.request.cookies["plan"][*] eq "team")',
  "len(http.request.uri.path) lt 60",
];

export const limits: readonly Mutation[] = [
  ...exceptions.map((one) =>
    breaks("edge-auth-rate-limit", `sign-in limited only where ${one}`, but(one)),
  ),
  breaks(
    "edge-rest-rate-limit",
    "API limited only for some methods",
    but('http.request.method in {"GET" "POST"}', rest),
  ),
  breaks(
    "edge-rest-rate-limit",
    "API limited only without a cookie",
    but("len(http.cookie) eq 0", rest),
  ),
  breaks(
    "edge-rest-rate-limit",
    "API limited only outside of one country",
    but('ip.src.country ne "US"', rest),
  ),
  breaks(
    "edge-rest-rate-limit",
    "one path of the API left out",
    but('http.request.uri.path ne "/rest/feed"', rest),
  ),
  breaks(
    "edge-rest-rate-limit",
    "the limit of another prefix",
    edit(file, 'limited("/rest", "/rpc")', 'limited("/rest")'),
  ),
  breaks(
    ["edge-rest-rate-limit"],
    "ten literal paths",
    edit(
      file,
      'limited("/rest", "/rpc"), restPerMinute',
      '\'http.request.uri.path in {"/rest/feed" "/rest/posts"}\', restPerMinute',
    ),
  ),
  breaks(
    [
      "edge-rest-rate-limit",
      "edge-rule-references",
      "edge-rate-limit-counted",
      "edge-rules-evaluate",
    ],
    "counted by an API key alone",
    edit(
      file,
      'const characteristics = ["ip.src", "cf.colo.id"];',
      'const characteristics = [\'http.request.headers["x-api-key"]\', "cf.colo.id"];',
    ),
    { anywhere: true },
  ),
  breaks(
    ["edge-rate-limit-counted"],
    "without the data center",
    edit(file, '["ip.src", "cf.colo.id"]', '["ip.src"]'),
    { anywhere: true },
  ),
  breaks(
    ["edge-auth-rate-limit"],
    "an hour's burst",
    edit(file, "const periodSeconds = 60;", "const periodSeconds = 3600;"),
    { anywhere: true },
  ),
  breaks(
    ["edge-rate-limit-holds"],
    "blocked for a second",
    edit(file, "mitigationTimeout: periodSeconds,", "mitigationTimeout: 1,"),
    { anywhere: true },
  ),
  breaks(
    ["edge-rate-limit-counted", "edge-rest-rate-limit"],
    "only what reaches the origin is counted",
    edit(file, "requestsToOrigin: false", "requestsToOrigin: true"),
    { anywhere: true },
  ),
  breaks(
    ["edge-auth-rate-limit"],
    "logged only",
    edit(
      file,
      'enabled: true, action: "block", ratelimit',
      'enabled: true, action: "log", ratelimit',
    ),
    { anywhere: true },
  ),
  breaks(
    ["edge-auth-rate-limit"],
    "switched off",
    edit(
      file,
      'expression, enabled: true, action: "block", ratelimit',
      'expression, enabled: false, action: "block", ratelimit',
    ),
    { anywhere: true },
  ),
  breaks(
    ["edge-auth-rate-limit"],
    "a limit in the stack file too high to limit anything",
    key("authPerMinute: 20", "authPerMinute: 5000"),
  ),
  breaks(
    ["edge-rest-rate-limit", "pooling-throughput-covers-limits"],
    "an API limit in the stack file too high to limit anything",
    key("restPerMinute: 100", "restPerMinute: 100000"),
  ),
  breaks(
    "edge-auth-rate-limit",
    "compared case by case",
    edit(
      "infra/edge/expressions.ts",
      'const path = "lower(http.request.uri.path)";',
      'const path = "http.request.uri.path";',
    ),
    { anywhere: true },
  ),
  breaks(
    "edge-auth-rate-limit",
    "compared raw",
    edit(
      "infra/edge/expressions.ts",
      'const path = "lower(http.request.uri.path)";',
      'const path = "lower(raw.http.request.uri.path)";',
    ),
    { anywhere: true },
  ),
  breaks(
    "edge-auth-rate-limit",
    "the prefix itself alone",
    edit(
      "infra/edge/expressions.ts",
      '(${path} eq "${prefix}" or starts_with(${path}, "${prefix}/"))',
      '(${path} eq "${prefix}")',
    ),
    { anywhere: true },
  ),
];

export const harmlessLimits: readonly Mutation[] = [
  harmless("preflights not counted", but('http.request.method ne "OPTIONS"')),
  harmless(
    "a preflight not counted, on the API",
    but('not http.request.method in {"OPTIONS"}', rest),
  ),
  harmless("the stack's own host", but('http.host eq "api.seaworthy.dev"')),
  harmless("HTTPS alone, which is all that is served", but("(ssl or not ssl)")),
  harmless("a lower limit", key("authPerMinute: 20", "authPerMinute: 10")),
  harmless("a lower API limit", key("restPerMinute: 100", "restPerMinute: 60")),
  harmless(
    "a block of ten minutes",
    edit(file, "mitigationTimeout: periodSeconds,", "mitigationTimeout: 600,"),
  ),
  harmless(
    "a further limit on failed sign-ins",
    edit(
      file,
      "    ...modules.flatMap(limitsOf),\n  ];",
      '    {\n      ref: "failed",\n      expression: under("/auth"),\n      enabled: true,\n      action: "block",\n      ratelimit: {\n        characteristics,\n        period: 60,\n        requestsPerPeriod: 5,\n        mitigationTimeout: 600,\n        requestsToOrigin: false,\n        countingExpression: \'http.response.code eq 401\',\n      },\n    },\n    ...modules.flatMap(limitsOf),\n  ];',
    ),
  ),
  harmless(
    "a further limit by visitor",
    edit(
      file,
      "    ...modules.flatMap(limitsOf),\n  ];",
      '    {\n      ref: "visitor",\n      expression: under("/rest"),\n      enabled: true,\n      action: "block",\n      ratelimit: {\n        characteristics: ["cf.unique_visitor_id", "cf.colo.id"],\n        period: 60,\n        requestsPerPeriod: 500,\n        mitigationTimeout: 60,\n        requestsToOrigin: false,\n      },\n    },\n    ...modules.flatMap(limitsOf),\n  ];',
    ),
  ),
];
