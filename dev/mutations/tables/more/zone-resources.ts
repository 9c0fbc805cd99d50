import { breaks, harmless, program } from "../../edits.ts";
import type { Mutation } from "../../mutation.ts";

const zone = "4be81c3d97f64025a1d6c80b72e95f13";
const account = "9f2c7b41d05e4a86b3c8e17f6a90d254";
const added = (rule: string | readonly string[], what: string, code: string) =>
  breaks(rule, what, program(code));
const setting = (rule: string | readonly string[], id: string, value: string) =>
  added(
    rule,
    `${id} = ${value} beside the others`,
    `new cloudflare.ZoneSetting("more-${id}", { zoneId: "${zone}", settingId: "${id}", value: ${value} });`,
  );

export const zoneResources: readonly Mutation[] = [
  setting("edge-min-tls-version", "min_tls_version", '"1.1"'),
  setting("edge-tls-to-origin-strict", "ssl", '"off"'),
  setting("edge-no-early-data", "0rtt", '"on"'),
  setting("edge-always-https", "always_use_https", '"off"'),
  setting("edge-not-under-attack", "security_level", '"under_attack"'),
  added(
    ["edge-route-covers-host", "rollout-route-to-deployed"],
    "a route that takes the Worker away",
    `new cloudflare.WorkersRoute("more-off", { zoneId: "${zone}", pattern: "api.seaworthy.dev/rest/*" });`,
  ),
  added(
    ["rollout-route-to-deployed", "edge-route-covers-host"],
    "a route to another script",
    `new cloudflare.WorkersRoute("more-other", { zoneId: "${zone}", pattern: "api.seaworthy.dev/auth/*", script: "legacy-auth" });`,
  ),
  added(
    "edge-no-workers-dev",
    "workers.dev by a resource of its own",
    `new cloudflare.WorkersScriptSubdomain("more-dev", { accountId: "${account}", scriptName: "seaworthy-prod", enabled: true, previewsEnabled: false });`,
  ),
  added(
    "edge-no-preview-urls",
    "preview URLs by a resource of its own",
    `new cloudflare.WorkersScriptSubdomain("more-previews", { accountId: "${account}", scriptName: "seaworthy-prod", enabled: false, previewsEnabled: true });`,
  ),
  added(
    "edge-page-rules-protect",
    "a page rule that keeps everything",
    `new cloudflare.PageRule("more-page", { zoneId: "${zone}", target: "api.seaworthy.dev/rest/*", priority: 1, actions: { cacheLevel: "cache_everything", edgeCacheTtl: 3600 } });`,
  ),
  added(
    "edge-page-rules-protect",
    "a page rule with flexible TLS",
    `new cloudflare.PageRule("more-flexible", { zoneId: "${zone}", target: "api.seaworthy.dev/*", priority: 2, actions: { ssl: "flexible" } });`,
  ),
  added(
    "edge-page-rules-protect",
    "a page rule without security",
    `new cloudflare.PageRule("more-open", { zoneId: "${zone}", target: "api.seaworthy.dev/*", priority: 3, actions: { disableSecurity: true } });`,
  ),
  added(
    "edge-access-rules-narrow",
    "a country let in by an access rule",
    `new cloudflare.AccessRule("more-country", { zoneId: "${zone}", mode: "whitelist", configuration: { target: "country", value: "DE" } });`,
  ),
  added(
    "edge-access-rules-narrow",
    "a network let in by an access rule",
    `new cloudflare.AccessRule("more-network", { zoneId: "${zone}", mode: "whitelist", configuration: { target: "asn", value: "AS16509" } });`,
  ),
  added(
    "edge-min-tls-version",
    "TLS 1.0 for one host",
    `new cloudflare.HostnameTlsSetting("more-host", { zoneId: "${zone}", settingId: "min_tls_version", hostname: "api.seaworthy.dev", value: "1.0" });`,
  ),
  added(
    "edge-min-tls-version",
    "TLS 1.0 for a bucket's domain",
    `new cloudflare.R2CustomDomain("more-bucket", { accountId: "${account}", bucketName: "seaworthy-prod-files", domain: "files.seaworthy.dev", enabled: true, zoneId: "${zone}", minTls: "1.0" });`,
  ),
  added(
    ["edge-always-https", "edge-min-tls-version", "edge-hsts", "edge-tls-1-3"],
    "a domain in a zone without settings",
    `new cloudflare.WorkersCustomDomain("more-domain", { accountId: "${account}", zoneId: "${"7c1f".repeat(8)}", hostname: "api.seaworthy.app", service: "seaworthy-prod", environment: "production" });`,
  ),
  added(
    "edge-paths-normalized",
    "paths as they were sent",
    `new cloudflare.UrlNormalizationSettings("more-paths", { zoneId: "${zone}", type: "cloudflare", scope: "none" });`,
  ),
  added(
    "edge-one-ruleset-per-phase",
    "a second ruleset of one phase",
    `new cloudflare.Ruleset("more-waf", { zoneId: "${zone}", kind: "zone", phase: "http_request_firewall_custom", name: "more", rules: [{ ref: "more", expression: 'ip.src.country eq "T1"', action: "block", enabled: true }] });`,
  ),
  added(
    "edge-records-proxied",
    "an origin by its IPv6 address",
    `new cloudflare.DnsRecord("more-aaaa", { zoneId: "${zone}", name: "origin.seaworthy.dev", type: "AAAA", content: "2001:db8::9", ttl: 300, proxied: false });`,
  ),
];

export const harmlessZoneResources: readonly Mutation[] = [
  harmless(
    "resources that are as they should be",
    program(`
new cloudflare.AccessRule("fine-block", { zoneId: "${zone}", mode: "block", configuration: { target: "country", value: "T1" } });
new cloudflare.AccessRule("fine-office", { zoneId: "${zone}", mode: "challenge", configuration: { target: "ip_range", value: "198.51.100.0/24" } });
new cloudflare.HostnameTlsSetting("fine-host", { zoneId: "${zone}", settingId: "min_tls_version", hostname: "api.seaworthy.dev", value: "1.3" });
new cloudflare.R2CustomDomain("fine-bucket", { accountId: "${account}", bucketName: "seaworthy-prod-files", domain: "files.seaworthy.dev", enabled: true, zoneId: "${zone}", minTls: "1.2" });
new cloudflare.UrlNormalizationSettings("fine-paths", { zoneId: "${zone}", type: "cloudflare", scope: "incoming" });
new cloudflare.WorkersScriptSubdomain("fine-dev", { accountId: "${account}", scriptName: "seaworthy-prod", enabled: false, previewsEnabled: false });
new cloudflare.PageRule("fine-redirect", { zoneId: "${zone}", target: "old.seaworthy.dev/*", priority: 1, actions: { forwardingUrl: { url: "https://www.seaworthy.dev/$1", statusCode: 301 } } });
new cloudflare.Queue("fine-queue", { accountId: "${account}", queueName: "seaworthy-prod-mails" });
new cloudflare.TieredCache("fine-tiers", { zoneId: "${zone}", value: "on" });
new cloudflare.BotManagement("fine-bots", { zoneId: "${zone}", fightMode: true });
`),
  ),
];
