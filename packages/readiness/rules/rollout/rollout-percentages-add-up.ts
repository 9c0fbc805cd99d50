import { ofType } from "../../plan/resource.ts";
import { isUnknown, objectsIn } from "../../plan/value.ts";
import { everywhere, notKnown, type Rule, violation } from "../rule.ts";

export const rolloutPercentagesAddUp: Rule = {
  id: "rollout-percentages-add-up",
  area: "rollout",
  title: "The percentages of a deployment add up to 100",
  why: "Cloudflare rejects any other sum, after the rest of the update has been applied.",
  fix: "Make the percentages of all versions add up to 100. Versions that are not listed get no traffic.",
  example: {
    language: "typescript",
    code: "versions: [{ versionId: next.id, percentage: 10 }, { versionId: stable, percentage: 90 }]",
  },
  source: "https://developers.cloudflare.com/workers/versions-and-deployments/gradual-deployments/",
  severity: everywhere,
  rank: "critical",
  scope: "resource",
  subjects: ["deployment"],
  judge: (resources) =>
    ofType(resources, "deployment").flatMap((deployment) => {
      const { versions } = deployment.props;
      if (
        isUnknown(versions) ||
        objectsIn(versions).some(({ percentage }) => isUnknown(percentage))
      )
        return [notKnown("versions", deployment)];
      const sum = objectsIn(versions).reduce(
        (total, { percentage }) => total + Number(percentage),
        0,
      );
      return sum === 100 ? [] : [violation(`The percentages add up to ${sum}.`, deployment)];
    }),
};
