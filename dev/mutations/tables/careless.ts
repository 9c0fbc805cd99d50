import { breaks, edit, harmless, migration, program } from "../edits.ts";
import type { Mutation } from "../mutation.ts";
import { table } from "./sql.ts";

const zone = "4be81c3d97f64025a1d6c80b72e95f13";
const account = "9f2c7b41d05e4a86b3c8e17f6a90d254";
let records = 0;
const record = (name: string, type: string, content: string, more = "") => {
  records += 1;
  return program(
    `new cloudflare.DnsRecord("careless-${records}", { zoneId: "${zone}", name: "${name}", type: "${type}", content: ${JSON.stringify(content)}, ttl: 1${more} });`,
  );
};
const dns = (rule: string | readonly string[], what: string, ...parts: Parameters<typeof record>) =>
  breaks(rule, what, record(...parts));
const auth = (rule: string | readonly string[], what: string, setting: string) =>
  breaks(
    rule,
    what,
    edit(
      "infra/auth-settings.ts",
      "  refresh_token_rotation_enabled: true,\n",
      `  refresh_token_rotation_enabled: true,\n  ${setting},\n`,
    ),
  );
const redirects = (what: string, list: string) =>
  breaks(
    "database-auth-redirects-exact",
    what,
    edit(
      "infra/auth-settings.ts",
      'uri_allow_list: origins.map((origin) => `${origin}/**`).join(",")',
      `uri_allow_list: ${JSON.stringify(list)}`,
    ),
  );
const right = (role: string) =>
  breaks(
    "database-login-least-rights",
    `a login that is a member of ${role}`,
    edit(
      "packages/stack/database/database.ts",
      "memberOf: [owner.name],",
      `memberOf: [owner.name, "${role}"],`,
    ),
  );
const header = (rule: string | readonly string[], what: string, code: string) =>
  breaks(
    rule,
    what,
    edit(
      "infra/edge/response-headers.ts",
      "...Object.fromEntries(set),",
      `...Object.fromEntries(set), ${code},`,
    ),
  );

/** Accidental mistakes. */
export const careless: readonly Mutation[] = [
  header(
    ["edge-headers-agree", "edge-hsts"],
    "HSTS taken away",
    '"Strict-Transport-Security": { operation: "remove" }',
  ),
  header(
    ["edge-headers-agree", "edge-security-headers"],
    "any frame",
    '"X-Frame-Options": { operation: "set", value: "ALLOWALL" }',
  ),
  header(
    ["edge-headers-agree", "edge-security-headers"],
    "any content",
    '"Content-Security-Policy": { operation: "set", value: "default-src *" }',
  ),
  header(
    ["edge-headers-agree", "edge-security-headers"],
    "sniffing",
    '"X-Content-Type-Options": { operation: "remove" }',
  ),
  breaks(
    "edge-auth-rate-limit",
    "only answers of 200 are counted",
    edit(
      "infra/edge/rate-limits.ts",
      "requestsToOrigin: false",
      "requestsToOrigin: false,\n    countingExpression: 'http.response.code eq 200'",
    ),
    { anywhere: true },
  ),
  breaks(
    "edge-rulesets-run",
    "rulesets that no zone runs",
    edit("packages/stack/edge/edge.ts", 'kind: "zone"', 'kind: "custom"'),
  ),
  dns(
    "edge-records-proxied",
    "an origin's IPv6 address",
    "api.seaworthy.dev",
    "AAAA",
    "2001:db8::7",
    ", proxied: false",
  ),
  dns(
    "edge-no-wildcard-record",
    "a wildcard of a level below",
    "*.shops.seaworthy.dev",
    "A",
    "203.0.113.9",
    ", proxied: true",
  ),
  dns(
    "edge-no-dangling-record",
    "pages that nobody has",
    "docs.seaworthy.dev",
    "CNAME",
    "acme-docs-that-is-gone.pages.dev",
    ", proxied: true",
  ),
  dns(
    "edge-no-dangling-record",
    "an app that nobody has",
    "old.seaworthy.dev",
    "CNAME",
    "old.acme.workers.dev",
    ", proxied: true",
  ),
  dns(
    "edge-mail-authenticated",
    "SPF that leaves it open",
    "seaworthy.dev",
    "TXT",
    "v=spf1 include:acmemail.net ?all",
  ),
  dns(
    "edge-mail-authenticated",
    "DMARC for no mail",
    "_dmarc.seaworthy.dev",
    "TXT",
    "v=DMARC1; p=reject; pct=0",
  ),
  dns(
    "edge-mail-authenticated",
    "DMARC without subdomains",
    "_dmarc.seaworthy.dev",
    "TXT",
    "v=DMARC1; p=reject; sp=none",
  ),
  breaks(
    "rollout-rules-before-traffic",
    "the route waits for the settings alone",
    edit(
      "packages/stack/edge/edge.ts",
      "{ parent: this, dependsOn });",
      "{ parent: this, dependsOn: dependsOn.filter((one) => !(one instanceof Ruleset)) });",
    ),
  ),
  breaks(
    "protection-inputs-not-ignored",
    "the version's bindings ignored",
    edit(
      "packages/stack/worker/app.ts",
      "      retainOnDelete: true,\n",
      '      retainOnDelete: true,\n      ignoreChanges: ["bindings"],\n',
    ),
  ),
  breaks(
    "worker-old-data-deleted",
    "no cron at all",
    edit(
      "packages/stack/worker/app.ts",
      "schedules: cronsOf(modules, app.retentionCron).map((cron) => ({ cron })),",
      "schedules: cronsOf(modules, app.retentionCron).slice(9).map((cron) => ({ cron })),",
    ),
  ),
  breaks(
    "protection-replaced-without-gap",
    "the Worker is deleted first",
    edit(
      "packages/stack/worker/app.ts",
      "return new Worker(name, inputs, { parent: this });",
      "return new Worker(name, inputs, { parent: this, deleteBeforeReplace: true });",
    ),
  ),
  redirects("a host that ends openly", "https://www.seaworthy.dev*"),
  redirects("any preview of a host of pages", "https://*.vercel.app/**"),
  redirects("plain HTTP", "http://www.seaworthy.dev/**"),
  auth("auth_otp_long_expiry", "a text message for a day", "sms_otp_exp: 86_400"),
  right("pg_write_all_data"),
  right("supabase_admin"),
  right("pg_execute_server_program"),
  breaks(
    ["database-statement-timeout", "pooling-timeouts-nested"],
    "statements without an end",
    edit(
      "packages/stack/database/database.ts",
      "statement_timeout: `${settings.statementTimeoutMs}ms`,\n      }),",
      'statement_timeout: "0",\n      }),',
    ),
  ),
];

export const harmlessCareless: readonly Mutation[] = [
  harmless(
    "mail of a provider",
    record(
      "s2._domainkey.seaworthy.dev",
      "TXT",
      "v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A",
    ),
  ),
  harmless(
    "a page of one's own project",
    program(
      `new cloudflare.PagesProject("careless-pages", { accountId: "${account}", name: "seaworthy-prod-docs", productionBranch: "main" });`,
    ),
  ),
  harmless(
    "rows of one author",
    migration("update public.posts set body = body where author_id = gen_random_uuid();"),
  ),
  harmless("a role that logs in without rights", migration("create role c20 login;")),
  harmless("an index dropped beside the writes", {
    file: "app/migrations/0295_drop.ts",
    after:
      'import type { MigrationBuilder } from "node-pg-migrate";\n\nexport function up(pgm: MigrationBuilder): void {\n  pgm.noTransaction();\n  pgm.sql("drop index concurrently if exists public.posts_c21");\n}\n\nexport function down(): void {}\n',
  }),
  harmless(
    "a table that is published on purpose",
    migration(
      `${table("c22")}grant select on public.c22 to authenticated;\ncreate policy c22_own on public.c22 for select to authenticated using (owner_id = (select auth.uid()));\nalter publication supabase_realtime add table public.c22;`,
    ),
  ),
  harmless(
    "a stricter header",
    edit(
      "infra/edge/response-headers.ts",
      "...Object.fromEntries(set),",
      '...Object.fromEntries(set), "X-Permitted-Cross-Domain-Policies": { operation: "set", value: "none" },',
    ),
  ),
  harmless(
    "a counting rule beside",
    edit(
      "infra/edge/rate-limits.ts",
      "    ...modules.flatMap(limitsOf),\n  ];",
      `    ...modules.flatMap(limitsOf),\n    {\n      ref: "refused",\n      expression: under("/auth"),\n      enabled: true,\n      action: "block",\n      ratelimit: {\n        characteristics,\n        period: periodSeconds,\n        requestsPerPeriod: 5,\n        mitigationTimeout: 600,\n        requestsToOrigin: false,\n        countingExpression: "http.response.code in {401 403}",\n      },\n    },\n  ];`,
    ),
  ),
];
