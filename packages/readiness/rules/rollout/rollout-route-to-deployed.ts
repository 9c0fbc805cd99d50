import { ofType } from "../../plan/resource.ts";
import { isUnknown } from "../../plan/value.ts";
import { everywhere, notKnown, type Rule, violation } from "../rule.ts";

export const rolloutRouteToDeployed: Rule = {
  id: "rollout-route-to-deployed",
  area: "rollout",
  title: "The route leads to the Worker that is deployed",
  why: "A route to another script, or to none, turns the zone's rules into a fence around nothing.",
  fix: "Give the route the script name of the deployment.",
  example: {
    language: "typescript",
    code: 'new WorkersRoute("edge-route", { zoneId, pattern, script: deployment.scriptName });',
  },
  source: "https://developers.cloudflare.com/workers/configuration/routing/workers-dev",
  severity: everywhere,
  rank: "high",
  scope: "stack",
  subjects: ["route"],
  judge: (resources) =>
    ofType(resources, "route").flatMap((route) => {
      const scripts = ofType(resources, "deployment").map(({ props }) => props.scriptName);
      const { script } = route.props;
      if (isUnknown(script) || scripts.some(isUnknown)) return [notKnown("script", route)];
      return scripts.length === 0 || scripts.includes(script)
        ? []
        : [
            violation(
              `The route leads to ${String(script ?? "no Worker")}, which is not deployed.`,
              route,
            ),
          ];
    }),
};
