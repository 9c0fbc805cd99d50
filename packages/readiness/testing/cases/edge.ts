import { unknown } from "../../plan/value.ts";
import { add, both, remove, replace, set } from "../change.ts";
import type { Case } from "./case.ts";

const auth = "rules[auth].ratelimit.requestsPerPeriod";

export const edge: readonly Case[] = [
  {
    rule: "edge-always-https",
    broken: set("edge-setting-always-use-https", "value", "off"),
    hidden: set("edge-setting-always-use-https", "value", unknown),
  },
  {
    rule: "edge-min-tls-version",
    broken: set("edge-setting-min-tls-version", "value", "1.1"),
    hidden: set("edge-setting-min-tls-version", "value", unknown),
  },
  {
    rule: "edge-tls-1-3",
    broken: remove("edge-setting-tls-1-3"),
    hidden: set("edge-setting-tls-1-3", "value", unknown),
  },
  {
    rule: "edge-tls-to-origin-strict",
    broken: set("edge-setting-ssl", "value", "flexible"),
    hidden: set("edge-setting-ssl", "settingId", unknown),
  },
  {
    rule: "edge-hsts",
    broken: set("edge-setting-security-header", "value.strict_transport_security.enabled", false),
    hidden: set("edge-setting-security-header", "value", unknown),
  },
  {
    rule: "edge-hsts-long",
    broken: set("edge-setting-security-header", "value.strict_transport_security.max_age", 86_400),
    hidden: set("edge-setting-security-header", "value", unknown),
  },
  {
    rule: "edge-development-mode-off",
    broken: set("edge-setting-development-mode", "value", "on"),
    hidden: set("edge-setting-development-mode", "value", unknown),
  },
  {
    rule: "edge-not-under-attack",
    broken: add("zoneSetting", "level", { settingId: "security_level", value: "under_attack" }),
    hidden: add("zoneSetting", "level", { settingId: "security_level", value: unknown }),
  },
  {
    rule: "edge-security-headers",
    broken: set(
      "edge-headers",
      "rules[security-headers].expression",
      'http.request.uri.path eq "/"',
    ),
    hidden: set("edge-headers", "rules", unknown),
  },
  {
    rule: "edge-auth-rate-limit",
    broken: set("edge-rate-limits", auth, 21),
    hidden: set("edge-rate-limits", auth, unknown),
  },
  {
    rule: "edge-rest-rate-limit",
    broken: set("edge-rate-limits", "rules[rest].action", "log"),
    hidden: set("edge-rate-limits", "rules[rest].expression", unknown),
  },
  {
    rule: "edge-rate-limit-holds",
    broken: set("edge-rate-limits", "rules[auth].ratelimit.mitigationTimeout", 1),
    hidden: set("edge-rate-limits", "rules[auth].ratelimit.mitigationTimeout", unknown),
  },
  {
    rule: "edge-blocks-sql-injection",
    broken: set("edge-waf", "rules[sql-injection].action", "log"),
    hidden: set("edge-waf", "rules", unknown),
  },
  {
    rule: "edge-blocks-path-traversal",
    broken: replace(
      "edge-waf",
      "rules[path-traversal].expression",
      "raw.http.request.uri.path",
      "http.request.uri.path",
    ),
    hidden: set("edge-waf", "phase", unknown),
  },
  {
    rule: "edge-blocks-script-injection",
    broken: set("edge-waf", "rules[script-injection].enabled", false),
    hidden: set("edge-waf", "rules[script-injection].enabled", unknown),
  },
  {
    rule: "edge-blocks-scanners",
    broken: replace(
      "edge-waf",
      "rules[scanner-paths].expression",
      "lower(http.request.uri.path)",
      "http.request.uri.path",
    ),
    hidden: set("edge-waf", "rules", unknown),
  },
  {
    rule: "edge-people-pass",
    broken: set(
      "edge-waf",
      "rules[sql-injection].expression",
      'http.request.uri.query contains "select"',
    ),
    hidden: set("edge-waf", "rules[sql-injection].expression", unknown),
  },
  {
    rule: "edge-skip-opens-nothing",
    broken: both(
      set("edge-waf", "rules[sql-injection].action", "skip"),
      set(
        "edge-waf",
        "rules[sql-injection].expression",
        'any(http.request.headers["x-probe"][*] eq "yes")',
      ),
    ),
    hidden: set("edge-waf", "rules", unknown),
  },
  {
    rule: "edge-one-ruleset-per-phase",
    broken: add("ruleset", "second", {
      zoneId: "4be81c3d97f64025a1d6c80b72e95f13",
      phase: "http_ratelimit",
      rules: [],
    }),
    hidden: set("edge-waf", "phase", unknown),
  },
  {
    rule: "edge-rules-evaluate",
    broken: set("edge-cache", "rules[feed-page].expression", "http.host eq"),
    hidden: set("edge-cache", "rules", unknown),
  },
  {
    rule: "edge-rule-references",
    broken: set("edge-waf", "rules[scanner-agents].ref", "scanner-paths"),
    hidden: set("edge-waf", "rules", unknown),
  },
  {
    rule: "edge-rules-enabled",
    broken: set("edge-waf", "rules[scanner-agents].enabled", false),
    hidden: set("edge-waf", "rules[scanner-agents].enabled", unknown),
  },
  {
    rule: "edge-route-covers-host",
    broken: set("edge-route", "pattern", "api.seaworthy.dev/rest/*"),
    hidden: set("edge-route", "pattern", unknown),
  },
  {
    rule: "edge-no-workers-dev",
    broken: set("app", "subdomain.enabled", true),
    hidden: set("app", "subdomain", unknown),
  },
  {
    rule: "edge-no-preview-urls",
    broken: set("app", "subdomain.previewsEnabled", true),
    hidden: set("app", "subdomain.previewsEnabled", unknown),
  },
  {
    rule: "edge-records-proxied",
    given: add("dnsRecord", "www", { name: "www", type: "CNAME", proxied: true }),
    broken: set("www", "proxied", false),
    hidden: set("www", "type", unknown),
  },
  {
    rule: "edge-no-wildcard-record",
    given: add("dnsRecord", "www", { name: "www", type: "CNAME", proxied: true }),
    broken: set("www", "name", "*.seaworthy.dev"),
    hidden: set("www", "name", unknown),
  },
  {
    rule: "edge-rulesets-run",
    broken: set("edge-waf", "kind", "custom"),
    hidden: set("edge-waf", "kind", unknown),
  },
  {
    rule: "edge-rate-limit-counted",
    broken: set("edge-rate-limits", "rules[auth].ratelimit.characteristics", ["ip.src"]),
    hidden: set("edge-rate-limits", "rules[auth].ratelimit.characteristics", unknown),
  },
];
