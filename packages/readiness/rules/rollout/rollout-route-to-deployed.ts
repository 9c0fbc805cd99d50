import { ofType, type PlannedResource } from "../../plan/resource.ts";
import { isUnknown } from "../../plan/value.ts";
import { everywhere, type Finding, notKnown, type Rule, violation } from "../rule.ts";

export const rolloutRouteToDeployed: Rule = {
  id: "rollout-route-to-deployed",
  area: "rollout",
  title: "Routes, custom domains and schedules point to the deployed Worker",
  why: "If a route points to another script or to none, the zone's rules protect nothing. A schedule of another script never runs.",
  fix: "Use the deployment's script name.",
  example: {
    language: "typescript",
    code: 'new WorkersRoute("route", { zoneId, pattern, script: deployment.scriptName });',
  },
  source: "https://developers.cloudflare.com/workers/configuration/routing/workers-dev",
  severity: everywhere,
  rank: "high",
  scope: "stack",
  subjects: ["route", "customDomain", "cronTrigger"],
  judge: (resources) => {
    const deployments = ofType(resources, "deployment");
    const scripts = deployments.map(({ props }) => props.scriptName);
    const doors = (
      [
        ["route", "script"],
        ["customDomain", "service"],
        ["cronTrigger", "scriptName"],
      ] as const
    ).flatMap(([kind, key]) => ofType(resources, kind).map((door) => ({ door, key })));
    return doors.flatMap(({ door, key }): Finding[] => {
      const script = door.props[key];
      if (deployments.length === 0) return [];
      if (isUnknown(script) || scripts.some(isUnknown)) return notSeen(door, key, deployments);
      return scripts.includes(script)
        ? []
        : [
            violation(
              `It points to ${String(script ?? "no Worker")}, which is not deployed.`,
              door,
            ),
          ];
    });
  },
};

/** A name that is not known yet is the deployment's if both come from the same Worker. */
function notSeen(
  door: PlannedResource,
  key: string,
  deployments: readonly PlannedResource[],
): Finding[] {
  const origins = door.propertyDependencies?.[key] ?? [];
  const deployed = deployments.flatMap(({ urn, propertyDependencies }) => [
    urn,
    ...(propertyDependencies?.scriptName ?? []),
  ]);
  return origins.some((urn) => deployed.includes(urn)) ? [] : [notKnown(key, door)];
}
