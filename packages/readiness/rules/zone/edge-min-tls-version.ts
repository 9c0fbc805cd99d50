import { zoneSetting } from "../helpers/checks.ts";
import { everywhere, type Rule } from "../rule.ts";

export const edgeMinTlsVersion: Rule = {
  id: "edge-min-tls-version",
  area: "edge",
  title: "TLS versions older than 1.2 are rejected",
  why: "TLS 1.0 and 1.1 have known attacks, and compliance rules forbid them. New zones accept both.",
  fix: 'Set seaworthy:edge.minTlsVersion to "1.2" or "1.3".',
  example: { language: "yaml", code: 'seaworthy:edge:\n  minTlsVersion: "1.2"' },
  source: "https://developers.cloudflare.com/ssl/edge-certificates/additional-options/minimum-tls/",
  severity: everywhere,
  rank: "high",
  scope: "stack",
  subjects: ["zoneSetting", "route", "customDomain"],
  judge: zoneSetting("min_tls_version", (value) =>
    value === "1.2" || value === "1.3" ? undefined : `TLS ${String(value)} is accepted.`,
  ),
};
