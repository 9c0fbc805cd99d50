import { type Known, property, zoneSetting } from "../helpers/checks.ts";
import { everywhere, type Rule } from "../rule.ts";

const verdict = (value: Known) =>
  value === "1.2" || value === "1.3" ? undefined : `TLS ${String(value)} is accepted.`;
const ofZones = zoneSetting("min_tls_version", verdict);
/** What is set for one host counts there in the zone's stead. */
const ofHosts = property("hostnameTlsSetting", "value", (value, { props }) =>
  props.settingId === "min_tls_version" ? verdict(value) : undefined,
);
const ofBuckets = property("r2CustomDomain", "minTls", (value) =>
  value === undefined ? undefined : verdict(value),
);

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
  subjects: ["zoneSetting", "route", "customDomain", "hostnameTlsSetting", "r2CustomDomain"],
  judge: (resources) => [...ofZones(resources), ...ofHosts(resources), ...ofBuckets(resources)],
};
