import { breaks, edit, harmless, key, program } from "../edits.ts";
import type { Mutation } from "../mutation.ts";

const settings = "infra/edge/zone-settings.ts";
const zone = "4be81c3d97f64025a1d6c80b72e95f13";
const setting = (rule: string | readonly string[], what: string, before: string, after: string) =>
  breaks(rule, what, edit(settings, before, after), { anywhere: true });
const further = (rule: string, id: string, value: string) =>
  breaks(
    rule,
    `${id} = ${value}`,
    edit(
      settings,
      '    { id: "development_mode", value: "off" },',
      `    { id: "${id}", value: ${value} },\n    { id: "development_mode", value: "off" },`,
    ),
    { anywhere: true },
  );
const record = (name: string, type: string, content: string, more = "") =>
  program(
    `new cloudflare.DnsRecord("r-${Math.abs(hash(name + type + content))}", { zoneId: "${zone}", name: "${name}", type: "${type}", content: ${JSON.stringify(content)}, ttl: 1${more} });`,
  );
const hash = (text: string) =>
  [...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) | 0, 7);

export const zoneTable: readonly Mutation[] = [
  breaks("edge-always-https", "plain HTTP served", key("alwaysHttps: true", "alwaysHttps: false")),
  breaks("edge-min-tls-version", "TLS 1.0", key('minTlsVersion: "1.2"', 'minTlsVersion: "1.0"')),
  breaks("edge-hsts", "HSTS off", key("maxAgeSeconds: 31536000", "maxAgeSeconds: 0")),
  breaks(
    "edge-hsts-long",
    "HSTS of an hour",
    key("maxAgeSeconds: 31536000", "maxAgeSeconds: 3600"),
  ),
  breaks(
    "edge-hsts-long",
    "HSTS without subdomains, preloaded",
    key("includeSubdomains: true", "includeSubdomains: false"),
  ),
  setting(
    "edge-tls-1-3",
    "TLS 1.3 off",
    '{ id: "tls_1_3", value: "on" }',
    '{ id: "tls_1_3", value: "off" }',
  ),
  setting("edge-tls-1-3", "TLS 1.3 left to the zone", '    { id: "tls_1_3", value: "on" },\n', ""),
  setting(
    "edge-tls-to-origin-strict",
    "TLS to the origin not checked",
    '{ id: "ssl", value: "strict" }',
    '{ id: "ssl", value: "full" }',
  ),
  setting(
    "edge-tls-to-origin-strict",
    "origin in clear",
    '{ id: "ssl", value: "strict" }',
    '{ id: "ssl", value: "flexible" }',
  ),
  setting(
    "edge-development-mode-off",
    "development mode",
    '{ id: "development_mode", value: "off" }',
    '{ id: "development_mode", value: "on" }',
  ),
  further("edge-not-under-attack", "security_level", '"under_attack"'),
  further("edge-no-early-data", "0rtt", '"on"'),
  further("edge-ciphers-modern", "ciphers", '["AES128-SHA", "DES-CBC3-SHA"] as unknown as string'),
  breaks(
    "edge-min-tls-version",
    "set on another zone",
    edit(
      "packages/stack/edge/edge.ts",
      "const inputs: ZoneSettingArgs = { zoneId: settings.zoneId, settingId: id, value };",
      'const zoneId = id === "min_tls_version" ? "1".repeat(32) : settings.zoneId;\n      const inputs: ZoneSettingArgs = { zoneId, settingId: id, value };',
    ),
    { anywhere: true },
  ),
  breaks(
    ["edge-route-covers-host"],
    "only a part of the host",
    edit(
      "packages/stack/edge/edge.ts",
      "pattern: `${settings.hostname}/*`",
      "pattern: `${settings.hostname}/rest/*`",
    ),
  ),
  breaks(
    "edge-security-headers",
    "one header left out",
    edit(
      "infra/edge/response-headers.ts",
      'const { "Content-Security-Policy": _, ...headers }',
      'const { "Content-Security-Policy": _, "X-Content-Type-Options": __, ...headers }',
    ),
    { anywhere: true },
  ),
  breaks(
    "edge-security-headers",
    "headers on one path",
    edit(
      "infra/edge/response-headers.ts",
      'description: "Set security headers on every response",\n      expression: "true",',
      'description: "Set security headers on every response",\n      expression: \'starts_with(http.request.uri.path, "/rest")\',',
    ),
  ),
  breaks(
    ["edge-headers-agree"],
    "a weaker Referrer-Policy at the edge",
    edit(
      "infra/edge/response-headers.ts",
      "...Object.fromEntries(set),",
      '...Object.fromEntries(set), "Referrer-Policy": { operation: "set", value: "unsafe-url" },',
    ),
  ),
  breaks(
    ["cors-not-set-by-edge"],
    "CORS by the edge",
    edit(
      "infra/edge/response-headers.ts",
      "...Object.fromEntries(set),",
      '...Object.fromEntries(set), "Access-Control-Allow-Origin": { operation: "set", value: "*" },',
    ),
  ),
  breaks(
    "rollout-rules-before-traffic",
    "the route waits for nothing",
    edit(
      "packages/stack/edge/edge.ts",
      "{ parent: this, dependsOn });",
      "{ parent: this, ...(dependsOn.length < 0 ? { dependsOn } : {}) });",
    ),
  ),
  breaks(
    "protection-replaced-without-gap",
    "the route is deleted first",
    edit(
      "packages/stack/edge/edge.ts",
      "{ parent: this, dependsOn });",
      "{ parent: this, dependsOn, deleteBeforeReplace: true });",
    ),
  ),
  breaks(
    "protection-inputs-not-ignored",
    "rules of rulesets ignored",
    edit(
      "packages/stack/edge/edge.ts",
      "return new Ruleset(`${name}-${part}`, inputs, { parent: this });",
      'return new Ruleset(`${name}-${part}`, inputs, { parent: this, ignoreChanges: ["rules"] });',
    ),
  ),
  breaks(
    "protection-hostname-of-environment",
    "the host of staging",
    key("hostname: api.seaworthy.dev", "hostname: api.staging.seaworthy.dev"),
  ),
  breaks(
    "protection-no-placeholders",
    "an example host",
    key("hostname: api.seaworthy.dev", "hostname: api.example.com"),
  ),
  breaks(
    "protection-no-placeholders",
    "a zone of zeros",
    key("zoneId: 4be81c3d97f64025a1d6c80b72e95f13", 'zoneId: "00000000000000000000000000000000"'),
  ),
  breaks(
    "protection-no-placeholders",
    "an organization of the template",
    key(
      "  seaworthy:errors:\n    organization: seaworthy",
      "  seaworthy:errors:\n    organization: your-organization",
    ),
    { line: "your-organization" },
  ),
  breaks(
    "edge-records-proxied",
    "an origin's address",
    record("api.seaworthy.dev", "A", "203.0.113.7", ", proxied: false"),
  ),
  breaks(
    "edge-records-proxied",
    "an origin's name",
    record("www.seaworthy.dev", "CNAME", "origin.acme-hosting.net", ", proxied: false"),
  ),
  breaks(
    "edge-no-wildcard-record",
    "a wildcard",
    record("*.seaworthy.dev", "CNAME", "api.seaworthy.dev", ", proxied: true"),
  ),
  breaks(
    "edge-no-dangling-record",
    "pages that nobody has",
    record("files.seaworthy.dev", "CNAME", "gone-files.pages.dev", ", proxied: true"),
  ),
  breaks(
    "edge-mail-authenticated",
    "mail without DMARC",
    program(
      `new cloudflare.DnsRecord("mx", { zoneId: "${zone}", name: "seaworthy.dev", type: "MX", content: "mx1.acmemail.net", priority: 10, ttl: 1 });\nnew cloudflare.DnsRecord("spf", { zoneId: "${zone}", name: "seaworthy.dev", type: "TXT", content: "v=spf1 include:acmemail.net -all", ttl: 1 });`,
    ),
  ),
  breaks(
    "edge-mail-authenticated",
    "anybody may send",
    program(
      `new cloudflare.DnsRecord("spf-all", { zoneId: "${zone}", name: "seaworthy.dev", type: "TXT", content: "v=spf1 +all", ttl: 1 });`,
    ),
  ),
  breaks(
    "edge-mail-authenticated",
    "DMARC that does nothing",
    program(
      `new cloudflare.DnsRecord("dmarc-none", { zoneId: "${zone}", name: "_dmarc.seaworthy.dev", type: "TXT", content: "v=DMARC1; p=none", ttl: 1 });`,
    ),
  ),
  breaks(
    "edge-dnssec",
    "DNSSEC off",
    program(`new cloudflare.ZoneDnssec("dnssec", { zoneId: "${zone}", status: "disabled" });`),
  ),
  breaks(
    "edge-no-public-bucket",
    "a public bucket",
    program(
      `new cloudflare.R2ManagedDomain("files", { accountId: "9f2c7b41d05e4a86b3c8e17f6a90d254", bucketName: "files", enabled: true });`,
    ),
  ),
];

export const harmlessZone: readonly Mutation[] = [
  harmless("TLS 1.3 alone", key('minTlsVersion: "1.2"', 'minTlsVersion: "1.3"')),
  harmless("HSTS for two years", key("maxAgeSeconds: 31536000", "maxAgeSeconds: 63072000")),
  harmless("HSTS without preload", key("preload: true", "preload: false")),
  harmless(
    "another host of the zone",
    key("hostname: api.seaworthy.dev", "hostname: app.seaworthy.dev"),
  ),
  harmless(
    "a further setting",
    edit(
      settings,
      '    { id: "development_mode", value: "off" },',
      '    { id: "brotli", value: "on" },\n    { id: "0rtt", value: "off" },\n    { id: "security_level", value: "medium" },\n    { id: "development_mode", value: "off" },',
    ),
  ),
  harmless(
    "a further header",
    edit(
      "infra/edge/response-headers.ts",
      "...Object.fromEntries(set),",
      '...Object.fromEntries(set), "X-Robots-Tag": { operation: "set", value: "noindex" },',
    ),
  ),
  harmless(
    "mail as it should be",
    program(`
const record = (name: string, type: string, content: string, more = {}) =>
  new cloudflare.DnsRecord(name + type, { zoneId: "${zone}", name, type, content, ttl: 1, ...more });
record("seaworthy.dev", "MX", "mx1.acmemail.net", { priority: 10 });
record("seaworthy.dev", "TXT", "v=spf1 include:acmemail.net -all");
record("_dmarc.seaworthy.dev", "TXT", "v=DMARC1; p=reject; adkim=s; aspf=s; rua=mailto:dmarc@seaworthy.dev");
record("s1._domainkey.seaworthy.dev", "CNAME", "s1.domainkey.acmemail.net", { proxied: false });
record("_3f2a.seaworthy.dev", "CNAME", "_9b1c.acm-validations.aws", { proxied: false });
record("google-site.seaworthy.dev", "TXT", "google-site-verification=rXOxyZounnZasA8Z7oaD3c14JdjS9aKSWvsR1EbUSIQ");
record("www.seaworthy.dev", "CNAME", "pages.seaworthy.dev", { proxied: true });
record("pages.seaworthy.dev", "A", "203.0.113.8", { proxied: true });
new cloudflare.ZoneDnssec("dnssec", { zoneId: "${zone}", status: "active" });
new cloudflare.DnsRecord("caa", { zoneId: "${zone}", name: "seaworthy.dev", type: "CAA", ttl: 1, data: { flags: "0", tag: "issue", value: "letsencrypt.org" } });
`),
  ),
  harmless(
    "types that no rule knows",
    program(
      `new cloudflare.R2Bucket("files", { accountId: "9f2c7b41d05e4a86b3c8e17f6a90d254", name: "seaworthy-prod-files" });\nnew cloudflare.WorkersKvNamespace("kv", { accountId: "9f2c7b41d05e4a86b3c8e17f6a90d254", title: "seaworthy-prod-kv" });`,
    ),
  ),
];
