import { ofType } from "../../plan/resource.ts";
import { isUnknown, objectsIn } from "../../plan/value.ts";
import { madeOf } from "../helpers/dependencies.ts";
import { everywhere, notKnown, type Rule, violation } from "../rule.ts";

export const rolloutServesJudgedVersion: Rule = {
  id: "rollout-serves-judged-version",
  area: "rollout",
  title: "The deployment serves a version from this program",
  why: "A deployment pinned to another version's ID serves code and bindings that no policy has judged; what this program declares gets no traffic.",
  fix: "Use the WorkerVersion's versionId in the deployment. A pinned version may take the rest of the traffic.",
  example: {
    language: "typescript",
    code: "versions: [{ versionId: version.id, percentage: 100 }]",
  },
  source:
    "https://developers.cloudflare.com/workers/versions-and-deployments/deployment-management/",
  severity: everywhere,
  rank: "critical",
  scope: "stack",
  subjects: ["deployment"],
  judge: (resources) => {
    const made = ofType(resources, "workerVersion");
    return ofType(resources, "deployment").flatMap((deployment) => {
      const { versions } = deployment.props;
      const origins = madeOf(deployment, "versions", made);
      if (isUnknown(versions)) return [notKnown("versions", deployment)];
      const ids = objectsIn(versions).map(({ versionId }) => versionId);
      if (ids.length === 0 || made.length === 0 || origins === undefined) return [];
      const known = made.map(({ props }) => props.id);
      const ours =
        origins.length > 0 || ids.some((id) => typeof id === "string" && known.includes(id));
      return ours
        ? []
        : [violation("No version from this program gets traffic: all are pinned.", deployment)];
    });
  },
};
