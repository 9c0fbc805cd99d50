import { unknown } from "../../plan/value.ts";
import { add, both, remove, set } from "../change.ts";
import type { Case } from "./case.ts";

const zoneId = "4be81c3d97f64025a1d6c80b72e95f13";
const record = (name: string, label: string, type: string, content: string) =>
  add("dnsRecord", name, { zoneId, name: label, type, content, proxied: false });

/** A correct zone that sends mail. */
const mail = both(
  record("mx", "example.com", "MX", "mail.example.com"),
  record("spf", "example.com", "TXT", '"v=spf1 include:mail.example ~all"'),
  record("dkim", "s1._domainkey.example.com", "TXT", "v=DKIM1; k=rsa; p=MIIBIjANBg"),
  record("dmarc", "_dmarc.example.com", "TXT", "v=DMARC1; p=quarantine; rua=mailto:d@example.com"),
  record("caa", "example.com", "CAA", '0 issue "letsencrypt.org"'),
  add("zoneDnssec", "dnssec", { zoneId, status: "active" }),
);

/** Names, transport and responses of the zone. */
export const zone: readonly Case[] = [
  {
    rule: "edge-mail-authenticated",
    given: mail,
    broken: set("dmarc", "content", "v=DMARC1; p=none"),
  },
  {
    rule: "edge-dnssec",
    given: mail,
    broken: remove("dnssec"),
    hidden: set("dnssec", "status", unknown),
  },
  { rule: "edge-caa", given: mail, broken: remove("caa") },
  {
    rule: "edge-no-dangling-record",
    given: mail,
    broken: record("www", "www.example.com", "CNAME", "old-campaign.pages.dev"),
    hidden: set("mx", "type", unknown),
  },
  {
    rule: "edge-managed-rules",
    broken: set("edge-managed", "rules[cloudflare-managed].action", "log"),
    hidden: set("edge-managed", "rules[cloudflare-managed].actionParameters.overrides", unknown),
  },
  {
    rule: "edge-no-early-data",
    broken: add("zoneSetting", "early", { zoneId, settingId: "0rtt", value: "on" }),
    hidden: set("edge-setting-tls-1-3", "value", unknown),
  },
  {
    rule: "edge-ciphers-modern",
    broken: add("zoneSetting", "ciphers", {
      zoneId,
      settingId: "ciphers",
      value: ["ECDHE-RSA-AES128-GCM-SHA256", "AES128-SHA"],
    }),
    hidden: add("zoneSetting", "ciphers", { zoneId, settingId: "ciphers", value: unknown }),
  },
  {
    rule: "edge-headers-agree",
    broken: set(
      "edge-headers",
      "rules[security-headers].actionParameters.headers.Referrer-Policy.value",
      "no-referrer",
    ),
    hidden: set("edge-headers", "rules", unknown),
  },
  {
    rule: "edge-no-public-bucket",
    given: add("r2ManagedDomain", "files", { bucketName: "files", enabled: false }),
    broken: set("files", "enabled", true),
    hidden: set("files", "enabled", unknown),
  },
  {
    rule: "edge-access-rules-narrow",
    given: add("accessRule", "office", {
      zoneId,
      mode: "whitelist",
      configuration: { target: "ip_range", value: "198.51.100.0/24" },
    }),
    broken: set("office", "configuration", { target: "asn", value: "AS16509" }),
    hidden: set("office", "mode", unknown),
  },
  {
    rule: "edge-configuration-rules-protect",
    given: add("ruleset", "configuration", {
      zoneId,
      kind: "zone",
      phase: "http_config_settings",
      rules: [
        {
          ref: "docs",
          action: "set_config",
          expression: 'starts_with(http.request.uri.path, "/docs/")',
          actionParameters: { ssl: "strict", rocketLoader: true },
        },
      ],
    }),
    broken: set("configuration", "rules[docs].actionParameters.ssl", "flexible"),
    hidden: set("configuration", "rules[docs].expression", unknown),
  },
  {
    rule: "edge-redirects-safe",
    given: add("ruleset", "redirects", {
      zoneId,
      kind: "zone",
      phase: "http_request_dynamic_redirect",
      rules: [
        {
          ref: "moved",
          action: "redirect",
          expression: 'http.host eq "old.example.com"',
          actionParameters: {
            fromValue: {
              statusCode: 301,
              targetUrl: { expression: 'concat("https://www.example.com", http.request.uri.path)' },
            },
          },
        },
      ],
    }),
    broken: set(
      "redirects",
      "rules[moved].actionParameters.fromValue.targetUrl.expression",
      'http.request.uri.args["to"][0]',
    ),
    hidden: set("redirects", "rules[moved].actionParameters.fromValue.targetUrl", unknown),
  },
  {
    rule: "edge-page-rules-protect",
    given: add("pageRule", "pages", {
      zoneId,
      target: "api.example.com/*",
      actions: { cacheLevel: "bypass", ssl: "strict" },
    }),
    broken: set("pages", "actions", { cacheLevel: "cache_everything" }),
    hidden: set("pages", "actions", unknown),
  },
  {
    rule: "edge-paths-normalized",
    given: add("urlNormalization", "paths", { zoneId, type: "cloudflare", scope: "both" }),
    broken: set("paths", "scope", "none"),
    hidden: set("paths", "scope", unknown),
  },
  {
    rule: "cors-approved-domains",
    broken: set("app-version", "bindings[CORS_ORIGINS].text", "https://evil.com"),
    hidden: set("app-version", "bindings[CORS_ORIGINS].text", unknown),
  },
];
