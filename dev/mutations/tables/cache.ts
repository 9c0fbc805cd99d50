import { breaks, edit, harmless } from "../edits.ts";
import type { Mutation } from "../mutation.ts";

const file = "infra/edge/cache-rules.ts";
const anonymous =
  '\'len(http.cookie) eq 0 and not any(lower(http.request.headers.names[*])[*] in {"authorization" "x-api-key"})\'';
const who = (condition: string) => edit(file, anonymous, JSON.stringify(condition));
const ttl = 'edgeTtl: { mode: "override_origin", default: seconds },';
const personal = (what: string, condition: string) =>
  breaks("cache-nothing-personal", what, who(condition), { anywhere: true });
const further = (rule: string) =>
  edit(
    file,
    "  return modules.flatMap(({ module, edge }) =>\n    (edge.cache ?? []).map((entry) => cacheRule(`${module}-${entry.name}`, entry)),\n  );",
    `  return [\n    ...modules.flatMap(({ module, edge }) =>\n      (edge.cache ?? []).map((entry) => cacheRule(\`\${module}-\${entry.name}\`, entry)),\n    ),\n    ${rule},\n  ];`,
  );
const kept = (expression: string, more = "") =>
  `{\n      ref: "further",\n      expression: ${JSON.stringify(expression)},\n      enabled: true,\n      action: "set_cache_settings",\n      actionParameters: { cache: true, edgeTtl: { mode: "override_origin", default: 60 }, browserTtl: { mode: "bypass" }${more} },\n    }`;

export const cache: readonly Mutation[] = [
  personal("everybody's answers", "true"),
  personal(
    "anyone who has a cookie",
    'not any(lower(http.request.headers.names[*])[*] in {"authorization" "x-api-key"})',
  ),
  personal(
    "one cookie by name",
    'not http.cookie contains "session=" and not any(lower(http.request.headers.names[*])[*] in {"authorization" "x-api-key"})',
  ),
  personal(
    "names of headers as they were sent",
    'len(http.cookie) eq 0 and not any(http.request.headers.names[*] in {"authorization" "x-api-key"})',
  ),
  personal(
    "API keys",
    'len(http.cookie) eq 0 and not any(lower(http.request.headers.names[*])[*] eq "authorization")',
  ),
  personal(
    "tokens",
    'len(http.cookie) eq 0 and not any(lower(http.request.headers.names[*])[*] eq "x-api-key")',
  ),
  personal(
    "Bearer alone",
    'len(http.cookie) eq 0 and not any(http.request.headers["authorization"][*] contains "Bearer")',
  ),
  personal(
    "cookies except for short ones",
    'len(http.cookie) lt 20 and not any(lower(http.request.headers.names[*])[*] in {"authorization" "x-api-key"})',
  ),
  breaks(
    "cache-nothing-personal",
    "a profile kept",
    edit(
      file,
      "`http.request.uri.path eq ${JSON.stringify(path)}`,\n      anonymous,",
      '`http.request.uri.path eq "/rest/profile"`,',
    ),
    { anywhere: true },
  ),
  breaks(
    "cache-nothing-personal",
    "a second rule for a profile",
    further(kept('http.request.method eq "GET" and http.request.uri.path eq "/rest/profile"')),
  ),
  breaks(
    "cache-nothing-personal",
    "a later rule keeps all of the API",
    further(kept('starts_with(http.request.uri.path, "/rest/")')),
  ),
  breaks(
    ["cache-private-paths"],
    "sign-in kept",
    further(
      kept(
        'len(http.cookie) eq 0 and not any(lower(http.request.headers.names[*])[*] in {"authorization" "x-api-key"}) and http.request.method eq "GET" and starts_with(http.request.uri.path, "/auth/")',
      ),
    ),
  ),
  breaks(
    ["cache-only-reads"],
    "answers to POST",
    edit(file, "'http.request.method eq \"GET\"',", '\'http.request.method in {"GET" "POST"}\','),
    { anywhere: true },
  ),
  breaks(
    "cache-no-errors-kept",
    "401 kept",
    edit(
      file,
      ttl,
      `edgeTtl: {\n        mode: "override_origin",\n        default: seconds,\n        statusCodeTtls: [{ statusCode: 401, value: 3600 }],\n      },`,
    ),
  ),
  breaks(
    "cache-no-errors-kept",
    "500-599 kept",
    edit(
      file,
      ttl,
      `edgeTtl: {\n        mode: "override_origin",\n        default: seconds,\n        statusCodeTtls: [{ statusCodeRange: { from: 500, to: 599 }, value: 3600 }],\n      },`,
    ),
  ),
  breaks(
    "cache-no-errors-kept",
    "everything from 400 kept",
    edit(
      file,
      ttl,
      `edgeTtl: {\n        mode: "override_origin",\n        default: seconds,\n        statusCodeTtls: [{ statusCodeRange: { from: 400 }, value: 60 }],\n      },`,
    ),
  ),
  breaks(
    "cache-browsers-ask-again",
    "browsers keep it for a day",
    edit(
      file,
      'browserTtl: { mode: "bypass" }',
      'browserTtl: { mode: "override_origin", default: 86400 }',
    ),
  ),
  breaks(
    "cache-edge-ttl-bounded",
    "a week at the edge",
    edit(file, ttl, 'edgeTtl: { mode: "override_origin", default: 604800 },'),
  ),
];

export const harmlessCache: readonly Mutation[] = [
  harmless(
    "404 for a minute, 5xx never",
    edit(
      file,
      ttl,
      `edgeTtl: {\n        mode: "override_origin",\n        default: seconds,\n        statusCodeTtls: [{ statusCode: 404, value: 60 }, { statusCodeRange: { from: 500, to: 599 }, value: -1 }],\n      },`,
    ),
  ),
  harmless(
    "a later rule that keeps nothing",
    further(
      '{\n      ref: "none",\n      expression: \'starts_with(http.request.uri.path, "/rest/profile")\',\n      enabled: true,\n      action: "set_cache_settings",\n      actionParameters: { cache: false },\n    }',
    ),
  ),
  harmless(
    "HEAD as well",
    edit(file, "'http.request.method eq \"GET\"',", '\'http.request.method in {"GET" "HEAD"}\','),
  ),
  harmless(
    "another way to say anonymous",
    who(
      'http.cookie eq "" and not any(lower(http.request.headers.names[*])[*] eq "authorization") and not any(lower(http.request.headers.names[*])[*] eq "x-api-key")',
    ),
  ),
];
