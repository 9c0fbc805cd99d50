import { ofType } from "../../plan/resource.ts";
import { eachBindings } from "../helpers/checks.ts";
import { waitsFor } from "../helpers/dependencies.ts";
import { everywhere, type Rule, violation } from "../rule.ts";

export const rolloutSchemaBeforeCode: Rule = {
  id: "rollout-schema-before-code",
  area: "rollout",
  title: "The stack that deploys the code also migrates the schema",
  why: "Code that is deployed before its tables fails until someone migrates by hand.",
  fix: "Declare Migrations, and let the version depend on the database.",
  example: {
    language: "typescript",
    code: 'new WorkerVersion("version", inputs, { dependsOn: database });',
  },
  source: "https://supabase.com/docs/going-into-prod",
  severity: everywhere,
  rank: "high",
  scope: "stack",
  subjects: ["workerVersion"],
  judge: (resources) => {
    const migrations = ofType(resources, "migrations");
    return eachBindings(resources, (bindings, version) => {
      if (!bindings.some(({ type }) => type === "hyperdrive")) return [];
      if (migrations.length === 0)
        return [violation("The Worker uses a database that the stack does not migrate.", version)];
      if (version.dependencies === undefined) return [];
      const before = waitsFor(version, resources);
      return migrations
        .filter(({ urn }) => !before.has(urn))
        .map(({ name }) =>
          violation(`The version does not wait for ${name}.`, version, { property: "dependsOn" }),
        );
    });
  },
};
