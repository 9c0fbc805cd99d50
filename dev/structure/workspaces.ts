import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";

const manifestSchema = z.object({
  name: z.string(),
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
});

/** A folder with its own package.json. */
export interface Workspace {
  /** `packages/core` */
  readonly folder: string;
  /** `@seaworthy/core` */
  readonly name: string;
  /** Names of its runtime imports. */
  readonly dependencies: readonly string[];
  /** Names of imports in its tests only. */
  readonly devDependencies: readonly string[];
}

export function readWorkspaces(root: string): Workspace[] {
  return globSync("{packages/*,app,infra,policies,dev}/package.json", { cwd: root })
    .sort()
    .map((file) => {
      const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(root, file), "utf8")));
      return {
        folder: dirname(file),
        name: manifest.name,
        dependencies: Object.keys(manifest.dependencies),
        devDependencies: Object.keys(manifest.devDependencies),
      };
    });
}

/** Each circle of declared dependencies between workspaces: `core → cli → core`. */
export function circlesOf(workspaces: readonly Workspace[]): string[] {
  const byName = new Map(workspaces.map((workspace) => [workspace.name, workspace]));
  const circles = new Set<string>();
  const walk = (name: string, path: readonly string[]): void => {
    const start = path.indexOf(name);
    if (start >= 0) {
      circles.add(describeCircle(path.slice(start)));
      return;
    }
    for (const dependency of byName.get(name)?.dependencies ?? [])
      if (byName.has(dependency)) walk(dependency, [...path, name]);
  };
  for (const { name } of workspaces) walk(name, []);
  return [...circles].sort();
}

/** The same text for a circle, whichever workspace it was found from. */
function describeCircle(names: readonly string[]): string {
  const first = names.indexOf([...names].sort()[0] ?? "");
  const turned = [...names.slice(first), ...names.slice(0, first)];
  return [...turned, turned[0]].join(" → ");
}
