import { cruise, type ICruiseResult } from "dependency-cruiser";
import { arrows } from "./rules.ts";
import { circlesOf, readWorkspaces } from "./workspaces.ts";

/**
 * A rule and the import that breaks it: `nothing-imports-dev: app/src/<file>.ts →
 * dev/<folder>/<file>.ts`.
 */
export type Violation = string;

/** Every import of the checkout at `root` that breaks a rule, and every circle of workspaces. */
export async function brokenArrows(root: string): Promise<Violation[]> {
  const workspaces = readWorkspaces(root);
  const folders = [...new Set(workspaces.map(({ folder }) => folder.split("/")[0] ?? folder))];
  const { output } = await cruise(folders, {
    baseDir: root,
    ruleSet: { forbidden: arrows(workspaces) },
    validate: true,
    // Includes type imports, without emitting JavaScript first, which takes five times as long.
    tsPreCompilationDeps: true,
    doNotFollow: { path: "(^|/)node_modules/" },
    exclude: { path: "^(sdks|app/dist)/|^node_modules/@pulumi/(sentry|supabase)/" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      extensions: [".ts", ".mjs", ".js", ".d.ts", ".json"],
    },
  });
  const { violations } = (output as ICruiseResult).summary;
  const imports = violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
  const circles = circlesOf(workspaces).map((circle) => `no-circle-of-workspaces: ${circle}`);
  return [...new Set([...imports, ...circles])].sort();
}
