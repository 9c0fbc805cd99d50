import { ofType } from "../../plan/resource.ts";
import { isUnknown } from "../../plan/value.ts";
import { inProduction, notKnown, type Rule, violation } from "../rule.ts";

export const databaseLegacyKeysOff: Rule = {
  id: "database-legacy-keys-off",
  area: "database",
  title: "Legacy anon and service_role keys are disabled once API keys replace them",
  why: "The legacy service_role key is a token that bypasses every policy for ten years and can be revoked only with the project's JWT secret. As long as it works, rotating the new keys protects nothing.",
  fix: "Set legacyApiKeysEnabled to false on the project.",
  example: {
    language: "typescript",
    code: "new supabase.Project(name, { …, legacyApiKeysEnabled: false })",
  },
  source: "https://supabase.com/docs/guides/api/api-keys",
  severity: inProduction,
  rank: "high",
  scope: "stack",
  subjects: ["supabaseApiKey"],
  judge: (resources) =>
    ofType(resources, "supabaseProject").flatMap((project) => {
      const { legacyApiKeysEnabled: enabled } = project.props;
      if (enabled === false) return [];
      // The provider computes it if not declared; a new project has them on.
      return isUnknown(enabled) &&
        (project.propertyDependencies?.legacyApiKeysEnabled ?? []).length > 0
        ? [notKnown("legacyApiKeysEnabled", project)]
        : [violation("The legacy anon and service_role keys still work.", project)];
    }),
};
