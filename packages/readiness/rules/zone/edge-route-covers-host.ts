import { property } from "../helpers/checks.ts";
import { everywhere, type Rule } from "../rule.ts";

export const edgeRouteCoversHost: Rule = {
  id: "edge-route-covers-host",
  area: "edge",
  title: "The route covers every path of one host",
  why: "An uncovered path bypasses the Worker and goes to the zone's origin. A wildcard in the host takes over other hostnames.",
  fix: "Use the pattern <host>/*.",
  example: {
    language: "typescript",
    code: 'new WorkersRoute("route", { zoneId, pattern: "api.example.com/*", script });',
  },
  source: "https://developers.cloudflare.com/workers/configuration/routing/workers-dev",
  severity: everywhere,
  rank: "high",
  scope: "resource",
  subjects: ["route"],
  judge: property("route", "pattern", (pattern) =>
    /^[^*/]+\/\*$/.test(String(pattern)) ? undefined : `The route's pattern is ${String(pattern)}.`,
  ),
};
