import { property } from "../helpers/checks.ts";
import { everywhere, type Rule } from "../rule.ts";

export const edgePathsNormalized: Rule = {
  id: "edge-paths-normalized",
  area: "edge",
  title: "Cloudflare normalizes paths before rules read them",
  why: "Without normalization /%61uth and /x/../auth reach the Worker as /auth, and no rule on that path sees them: rate limits and the firewall are bypassed.",
  fix: "Set scope to incoming or both, or remove the resource: incoming is Cloudflare's default.",
  example: {
    language: "typescript",
    code: 'new UrlNormalizationSettings("paths", { zoneId, type: "cloudflare", scope: "incoming" });',
  },
  source: "https://developers.cloudflare.com/rules/normalization/",
  severity: everywhere,
  rank: "critical",
  scope: "resource",
  subjects: ["urlNormalization"],
  judge: property("urlNormalization", "scope", (scope) =>
    scope === "none" ? "Paths reach the zone's rules as they were sent." : undefined,
  ),
};
