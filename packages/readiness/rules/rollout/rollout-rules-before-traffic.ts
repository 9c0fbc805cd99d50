import { ofType } from "../../plan/resource.ts";
import { waitsFor } from "../helpers/dependencies.ts";
import { servedZones } from "../helpers/edge/served-zones.ts";
import { everywhere, type Finding, type Rule, violation } from "../rule.ts";

export const rolloutRulesBeforeTraffic: Rule = {
  id: "rollout-rules-before-traffic",
  area: "rollout",
  title: "The zone's rules and settings are in place before it receives traffic",
  why: "Pulumi creates independent resources in parallel. A route that exists before the firewall and the rate limits lets the first requests bypass them, and all requests if one of them fails.",
  fix: "Add the zone's rulesets and settings to dependsOn of the route or custom domain.",
  example: {
    language: "typescript",
    code: 'new WorkersRoute("api", { zoneId, pattern, script }, { dependsOn: [...rulesets, ...settings] });',
  },
  source: "https://www.pulumi.com/docs/iac/concepts/options/dependson/",
  severity: everywhere,
  rank: "high",
  scope: "stack",
  subjects: ["route", "customDomain"],
  judge: (resources) => {
    const held = [...ofType(resources, "ruleset"), ...ofType(resources, "zoneSetting")];
    return servedZones(resources).flatMap((zone) =>
      zone.doors.flatMap((door): Finding[] => {
        if (door.dependencies === undefined) return [];
        const before = waitsFor(door, resources);
        const missing = held.filter((one) => zone.has(one) !== false && !before.has(one.urn));
        if (missing.length === 0) return [];
        // The engine registers in any order; a waiver names the message's fingerprint.
        const names = missing.map(({ name }) => name).sort();
        return [
          violation(`It does not wait for ${names.join(", ")}.`, door, { property: "dependsOn" }),
        ];
      }),
    );
  },
};
