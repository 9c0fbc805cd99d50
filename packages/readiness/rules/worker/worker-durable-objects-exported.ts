import { isUnknown, valueAt } from "../../plan/value.ts";
import { eachBindings } from "../helpers/checks.ts";
import { everywhere, notKnown, type Rule, violation } from "../rule.ts";

export const workerDurableObjectsExported: Rule = {
  id: "worker-durable-objects-exported",
  area: "worker",
  title: "Each Durable Object that is bound is exported, with storage in SQLite",
  why: "A binding to a class that the version does not export is refused at upload; storage of the older kind cannot be changed later.",
  fix: "List the class in the version's exports with storage sqlite.",
  example: {
    language: "typescript",
    code: 'exports: { FeedUpdates: { type: "durable-object", storage: "sqlite" } }',
  },
  source: "https://developers.cloudflare.com/workers/versions-and-deployments/gradual-deployments/",
  severity: everywhere,
  rank: "high",
  scope: "resource",
  subjects: ["workerVersion"],
  judge: (resources) =>
    eachBindings(resources, (bindings, version) => {
      const { exports } = version.props;
      if (isUnknown(exports)) return [notKnown("exports", version)];
      const bound = bindings.filter(
        ({ type, scriptName }) => type === "durable_object_namespace" && scriptName === undefined,
      );
      const missing = bound.filter(
        ({ className }) => valueAt(exports, String(className), "storage") !== "sqlite",
      );
      return missing.map(({ className }) =>
        violation(`${String(className)} is not exported with storage in SQLite.`, version),
      );
    }),
};
