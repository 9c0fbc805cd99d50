import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { modules } from "@seaworthy/app/src/modules";
import { tableOfBindings } from "@seaworthy/platform/bindings/binding-table";
import { ownRoutes, patternOf, tablesIn } from "./stack-names.ts";

/** What is about this stack's own modules, and why it may be. */
export const aboutThem: Readonly<Record<string, string>> = {
  "dev/claims/": "Compares the reports, which are about these workloads.",
  "dev/docs/": "Types what the pages about these workloads say.",
  "dev/mutations/": "Changes this repository's own sources.",
  "dev/structure/": "This gate, and the one that removes each module.",
  "dev/pack/template.test.ts": "Counts the lines of a new stack with one of these modules.",
  "dev/e2e/packages/new-stack.long.test.ts": "Makes that stack.",
  "dev/e2e/rotation/third-party.long.test.ts":
    "The third-party keys of this stack's table of secrets.",
  "dev/e2e/verify/": "Breaks the running stack of this repository, one table of it too.",
};

interface ModuleName {
  readonly found: string;
  readonly pattern: RegExp;
}

/**
 * Every name of a module outside the modules' folders, in code that must work with any of them:
 * `app/tests/<file>.ts: route /rest/posts`.
 */
export async function namesOfModules(root: string): Promise<string[]> {
  return moduleNamesIn(root, await moduleNames(root));
}

export async function moduleNames(root: string): Promise<ModuleName[]> {
  const ofPlatform = new Set(tableOfBindings([]).map(({ name }) => name));
  const bindings = tableOfBindings(modules).map(({ name }) => name);
  const named = (kind: "route" | "table" | "binding", names: readonly string[]) =>
    [...new Set(names)].map((name) => ({
      found: `${kind} ${name}`,
      pattern: patternOf(kind, name),
    }));
  return [
    ...modules.map(({ name }: { name: string }) => ({
      found: `module ${name}`,
      pattern: new RegExp(`["'\`]${name}["'\`]|\\bmodules/${name}\\b`),
    })),
    ...named("route", await ownRoutes(root)),
    ...named("table", await tablesIn(root, "app/src/modules/*/migrations/*.sql")),
    ...named(
      "binding",
      bindings.filter((name) => !ofPlatform.has(name)),
    ),
  ];
}

export async function moduleNamesIn(root: string, names: readonly ModuleName[]): Promise<string[]> {
  const files = globSync(["app/{testing,tests}/**/*.ts", "dev/**/*.{ts,mjs}"], {
    cwd: root,
    exclude: ["**/node_modules/**", "**/*.d.ts"],
  }).filter((file) => !Object.keys(aboutThem).some((prefix) => file.startsWith(prefix)));
  const found = await Promise.all(
    files.sort().map(async (file) => {
      const text = await readFile(join(root, file), "utf8");
      return names
        .filter(({ pattern }) => pattern.test(text))
        .map((name) => `${file}: ${name.found}`);
    }),
  );
  return found.flat();
}
