import { ofType } from "../../plan/resource.ts";
import { isObject, isUnknown, type PlannedObject } from "../../plan/value.ts";
import { takesHostFromPath } from "../helpers/edge/redirect-targets.ts";
import { everywhere, notKnown, type Rule, violation } from "../rule.ts";

export const edgePageRulesProtect: Rule = {
  id: "edge-page-rules-protect",
  area: "edge",
  title: "No page rule turns off what protects its pages",
  why: "A page rule overrides the zone's settings for its addresses: it can switch the firewall off, reach the origin without checking its certificate, or keep signed-in users' pages for everyone.",
  fix: "Remove the setting from the page rule. Use a cache rule with a condition on who asks instead of cache_everything.",
  example: {
    language: "typescript",
    code: 'new PageRule("moved", { zoneId, target: "old.example.com/*", actions: { forwardingUrl: { url: "https://www.example.com/$1", statusCode: 301 } } });',
  },
  source: "https://developers.cloudflare.com/rules/page-rules/reference/settings/",
  severity: everywhere,
  rank: "high",
  scope: "resource",
  subjects: ["pageRule"],
  judge: (resources) =>
    ofType(resources, "pageRule").flatMap((resource) => {
      const { actions, status, target } = resource.props;
      if (status === "disabled") return [];
      if (isUnknown(actions)) return [notKnown("actions", resource)];
      const made = isObject(actions) ? mistakesIn(actions) : [];
      const isOpen = isObject(actions) && leadsAnywhere(actions, String(target ?? ""));
      return [...made, ...(isOpen ? ["redirects to a host that the request names"] : [])].map(
        (said) => violation(`Its page rule ${said}.`, resource, { subject: said }),
      );
    }),
};

const mistakesIn = (actions: PlannedObject): string[] =>
  mistakes.filter(([isMade]) => isMade(actions)).map(([, said]) => said);

const leadsAnywhere = ({ forwardingUrl }: PlannedObject, target: string): boolean =>
  isObject(forwardingUrl) && takesHostFromPath(target, String(forwardingUrl.url));

const mistakes: readonly (readonly [(actions: PlannedObject) => boolean, string])[] = [
  [({ disableSecurity }) => disableSecurity === true, "switches Cloudflare's security off"],
  [({ waf }) => waf === "off", "switches the managed rules off"],
  [
    ({ securityLevel }) => ["off", "essentially_off"].includes(String(securityLevel)),
    "lowers the security level to nothing",
  ],
  [
    ({ ssl }) => ["off", "flexible", "full"].includes(String(ssl)),
    "reaches the origin without checking its certificate",
  ],
  [
    ({ forwardingUrl }) => isObject(forwardingUrl) && /^http:/i.test(String(forwardingUrl.url)),
    "redirects to an address without https",
  ],
  [
    ({ cacheLevel, bypassCacheOnCookie }) =>
      cacheLevel === "cache_everything" && bypassCacheOnCookie === undefined,
    "caches every response, those of signed-in users too",
  ],
];
