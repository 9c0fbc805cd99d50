import type { IForbiddenRuleType } from "dependency-cruiser";
import type { Workspace } from "./workspaces.ts";

/** Test-only files: `x.test.ts`, `testing/x.ts`, `testing.ts`, and all of `dev/`. */
const test = "(\\.test\\.ts$|/testing[-/.]|-testing\\.ts$)";
const tests = [test, "^app/tests/", "^dev/"];
/** Installed at the top level, for every test and for tools. */
const testLibraries = "^node_modules/(vitest|fast-check|typescript)/";

const directions: readonly IForbiddenRuleType[] = [
  {
    name: "packages-do-not-import-the-stack",
    comment: "A team upgrades packages/ and owns the rest.",
    from: { path: "^packages/" },
    to: { path: "^(infra|app|policies)/" },
  },
  {
    name: "nothing-imports-dev",
    comment: "Only the people working on Seaworthy have dev/.",
    from: { pathNot: "^dev/" },
    to: { path: "^dev/" },
  },
  {
    name: "app-imports-packages-only",
    comment: "packages/* ← app ← infra ← policies",
    from: { path: "^app/" },
    to: { path: "^(infra|policies)/" },
  },
  {
    name: "infra-does-not-import-policies",
    comment: "packages/* ← app ← infra ← policies",
    from: { path: "^infra/" },
    to: { path: "^policies/" },
  },
  {
    name: "only-the-command-and-tests-import-the-local-cloud",
    comment: "Staging and production must not need it.",
    from: { pathNot: ["^packages/(local|cli)/", ...tests] },
    to: { path: "^packages/local/" },
  },
];

const imports: readonly IForbiddenRuleType[] = [
  {
    name: "no-circle-of-files",
    comment: "Imports of types count too: two such files are one concept.",
    from: {},
    to: { circular: true },
  },
  {
    name: "imports-resolve",
    comment:
      "Of a workspace, only what its package.json lists under exports can be imported. k6 is a program, which brings its own modules.",
    from: {},
    to: { couldNotResolve: true, pathNot: "^(cloudflare|seaworthy):|^k6(/|$)" },
  },
  {
    name: "other-workspaces-by-their-name",
    comment: "A relative path goes around the list of exports.",
    from: { path: "^(packages/[^/]+|app|infra|policies|dev)/" },
    to: {
      path: "^(packages/[^/]+|app|infra|policies|dev)/",
      pathNot: ["^$1/", "\\.d\\.ts$"],
      dependencyTypes: ["local"],
    },
  },
  {
    name: "libraries-are-declared",
    comment: "In the package.json of the workspace that imports them.",
    from: { pathNot: tests },
    to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
  },
  {
    name: "libraries-of-tests-are-declared",
    comment: "Those of the top level apart, in the package.json of the workspace.",
    from: { path: tests },
    to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"], pathNot: testLibraries },
  },
  {
    name: "sources-need-no-dev-dependency",
    comment: "What runs outside tests belongs under dependencies.",
    from: { pathNot: tests },
    to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
  },
];

/** Which imports are allowed; `dev/structure/arrows.test.ts` breaks each rule once. */
export function arrows(workspaces: readonly Workspace[]): IForbiddenRuleType[] {
  const declarations = workspaces.flatMap((workspace) => declared(workspace, workspaces));
  return [...directions, ...imports, ...declarations].map((rule) => ({
    ...rule,
    severity: "error",
  }));
}

/** A workspace may import those in its package.json, and devDependencies only in tests. */
function declared(
  { folder, name, dependencies, devDependencies }: Workspace,
  all: readonly Workspace[],
): IForbiddenRuleType[] {
  const ruleFor = (
    rule: string,
    from: IForbiddenRuleType["from"],
    names: readonly string[],
  ): IForbiddenRuleType[] => {
    const missing = all.filter((other) => other.name !== name && !names.includes(other.name));
    // Without a path, dependency-cruiser would treat the rule as forbidding everything.
    if (missing.length === 0) return [];
    const to = { path: missing.map((other) => `^${other.folder}/`) };
    return [{ name: rule, comment: `Add it to ${folder}/package.json.`, from, to }];
  };
  const inTests = `^${folder}/${folder === "dev" ? "" : `(tests/|.*${test})`}`;
  return [
    ...ruleFor(`declared-by-${folder}`, { path: `^${folder}/`, pathNot: tests }, dependencies),
    ...ruleFor(`declared-for-tests-by-${folder}`, { path: inTests }, [
      ...dependencies,
      ...devDependencies,
    ]),
  ];
}
