import { ofType } from "../../plan/resource.ts";
import { isUnknown, objectsIn } from "../../plan/value.ts";
import { everywhere, notKnown, type Rule, violation } from "../rule.ts";

export const rolloutPercentagesAddUp: Rule = {
  id: "rollout-percentages-add-up",
  area: "rollout",
  title: "The percentages of a deployment add to 100",
  why: "Cloudflare refuses any other sum, after everything before it in the update was done.",
  fix: "Let the percentages of all versions add to 100; what is not named gets nothing.",
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
      return sum === 100 ? [] : [violation(`The percentages add to ${sum}.`, deployment)];
    }),
};
