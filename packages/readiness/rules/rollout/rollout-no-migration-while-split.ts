import { ofType } from "../../plan/resource.ts";
import { isObject, isUnknown, objectsIn } from "../../plan/value.ts";
import { everywhere, notKnown, type Rule, violation } from "../rule.ts";

export const rolloutNoMigrationWhileSplit: Rule = {
  id: "rollout-no-migration-while-split",
  area: "rollout",
  title: "No Durable Object migration takes part in a gradual rollout",
  why: "A migration affects both versions at once: the stable version then finds storage it does not know, or its class is gone.",
  fix: "Deploy the version with the migration at 100 %, and split traffic with the next one.",
  example: {
    language: "typescript",
    code: 'new WorkerVersion("version", { ...code, exports: { Updates: { type: "durable-object", storage: "sqlite" } } });',
  },
  source: "https://developers.cloudflare.com/workers/versions-and-deployments/gradual-deployments/",
  severity: everywhere,
  rank: "critical",
  scope: "stack",
  subjects: ["workerVersion"],
  judge: (resources) => {
    const deployments = ofType(resources, "deployment");
    const unseen = deployments.find(({ props }) => isUnknown(props.versions));
    return ofType(resources, "workerVersion").flatMap((version) => {
      const { migrations, exports } = version.props;
      if (isUnknown(migrations) || isUnknown(exports))
        return [notKnown("migrations and exports", version)];
      const moves =
        isObject(exports) &&
        Object.values(exports).some(
          (one) =>
            isObject(one) && (one.renamedTo ?? one.transferredTo ?? one.transferFrom) !== undefined,
        );
      if (migrations === undefined && !moves) return [];
      if (unseen !== undefined) return [notKnown("versions", unseen)];
      const split = deployments.some(({ props }) => objectsIn(props.versions).length > 1);
      return split
        ? [violation("The version migrates Durable Objects while traffic is split.", version)]
        : [];
    });
  },
};
