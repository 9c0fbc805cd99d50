import { isObject, isUnknown, objectsIn, type PlannedValue, valueAt } from "../../plan/value.ts";
import { eachBindings } from "../helpers/checks.ts";
import { everywhere, notKnown, type Rule, violation } from "../rule.ts";

export const workerDurableObjectsExported: Rule = {
  id: "worker-durable-objects-exported",
  area: "worker",
  title: "Every bound Durable Object class is exported, with SQLite storage",
  why: "Cloudflare rejects a binding to a class that the version does not export. The older key-value storage cannot be changed later.",
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
      const { exports, migrations } = version.props;
      if (isUnknown(exports) || isUnknown(migrations))
        return [notKnown("exports and migrations", version)];
      const migrated = sqliteClasses(migrations);
      const bound = bindings.filter(
        ({ type, scriptName }) => type === "durable_object_namespace" && scriptName === undefined,
      );
      const missing = bound.filter(
        ({ className }) =>
          valueAt(exports, String(className), "storage") !== "sqlite" &&
          !migrated.includes(String(className)),
      );
      return missing.map(({ className }) =>
        violation(`${String(className)} is not exported with SQLite storage.`, version),
      );
    }),
};

/**
 * Classes that migrations create with SQLite storage, in one or several steps, under their final
 * names.
 */
function sqliteClasses(migrations: PlannedValue): readonly string[] {
  const one = isObject(migrations) ? migrations : {};
  const classes = new Set<string>();
  for (const { newSqliteClasses, renamedClasses } of [...objectsIn(one.steps), one]) {
    for (const name of Array.isArray(newSqliteClasses) ? newSqliteClasses : [])
      classes.add(String(name));
    for (const { from, to } of objectsIn(renamedClasses))
      if (classes.delete(String(from))) classes.add(String(to));
  }
  return [...classes];
}
