import { ofType } from "../../plan/resource.ts";
import { isUnknown, valueAt } from "../../plan/value.ts";
import { everywhere, notKnown, type Rule, violation } from "../rule.ts";

export const edgeAccessRulesNarrow: Rule = {
  id: "edge-access-rules-narrow",
  area: "edge",
  title: "No access rule lets a country or a whole network past the firewall",
  why: "An address that an IP access rule allows skips custom rules, rate limits and managed rules. A country or a hosting company's network contains attackers too.",
  fix: "Allow single addresses or your own network only, or remove the access rule.",
  example: {
    language: "typescript",
    code: 'new AccessRule("office", { zoneId, mode: "whitelist", configuration: { target: "ip", value: "198.51.100.7" } });',
  },
  source: "https://developers.cloudflare.com/waf/tools/ip-access-rules/actions/",
  severity: everywhere,
  rank: "critical",
  scope: "resource",
  subjects: ["accessRule"],
  judge: (resources) =>
    ofType(resources, "accessRule").flatMap((resource) => {
      const { mode } = resource.props;
      const target = valueAt(resource.props, "configuration", "target");
      const value = valueAt(resource.props, "configuration", "value");
      if (isUnknown(mode) || isUnknown(target) || isUnknown(value))
        return [notKnown("mode and configuration", resource)];
      return mode === "whitelist" && isWide(String(target), String(value))
        ? [violation(`It lets ${String(target)} ${String(value)} past the firewall.`, resource)]
        : [];
    }),
};

/** Cloudflare takes IPv4 ranges of /16 and /24, and IPv6 ranges of /32, /48 and /64. */
const isWide = (target: string, value: string): boolean =>
  target === "country" ||
  target === "asn" ||
  /\.\d+\/(1?\d|2[0-3])$|:.*\/(\d|[1-3]\d|4[0-7])$/.test(value);
