import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { expect, test } from "vitest";
import { brokenArrows } from "./arrows.ts";
import { knownList } from "./known.ts";

const root = join(import.meta.dirname, "../..");

test("every import follows the arrows, except known ones, all of which still exist", async () => {
  expect(await brokenArrows(root)).toEqual(knownList("arrows"));
});

test("a tree that follows them passes", async () => {
  expect(await brokenArrows(checkout({ "packages/sdk": [] }, good))).toEqual([]);
});

test("each rule catches the import that it forbids, and nothing else", async () => {
  const broken = checkout({ "packages/sdk": ["@seaworthy/core"] }, { ...good, ...bad });
  const expected = Object.entries(reasons).flatMap(([file, [target, ...rules]]) =>
    rules.map((rule) => `${rule}: ${file} → ${target}`),
  );
  expect(await brokenArrows(broken)).toEqual(
    [
      ...expected,
      "no-circle-of-workspaces: @seaworthy/core → @seaworthy/sdk → @seaworthy/core",
    ].sort(),
  );
});

const at = "@seaworthy";
const of = (path: string) => `import "${at}/${path}";`;

const good = {
  "packages/core/good.ts": `${of("sdk/sdk")}\nimport "declared";`,
  "packages/core/good.test.ts": `${of("local/local")}\nimport "for-tests";\nimport "vitest";`,
  "packages/cli/good.ts": `import type {} from "${at}/local/local";`,
  "app/good.ts": `import "cloudflare:workers";\n${of("core/core")}`,
  "infra/good.ts": of("app/app"),
  "dev/good.ts": `${of("app/app")}\n${of("local/local")}`,
};

const bad = {
  "packages/core/up.ts": of("app/app"),
  "packages/core/up.test.ts": of("infra/infra"),
  "packages/core/deep.ts": of("sdk/hidden"),
  "packages/core/around.ts": 'import "../sdk/sdk.ts";',
  "packages/core/cloud.ts": `import type {} from "${at}/local/local";`,
  "packages/core/lazy.ts": `export const load = () => import("${at}/local/local");`,
  "packages/core/library.ts": 'import "undeclared";',
  "packages/core/library.test.ts": 'import "undeclared";',
  "packages/core/vitest.ts": 'import "vitest";',
  "packages/core/for-tests.ts": 'import "for-tests";',
  "packages/core/one.ts": 'import type {} from "./two.ts";',
  "packages/core/two.ts": 'import type {} from "./one.ts";',
  "packages/sdk/undeclared.ts": `export * from "${at}/cli/cli";`,
  "packages/sdk/undeclared.test.ts": of("cli/cli"),
  "app/up.ts": of("infra/infra"),
  "infra/up.ts": of("policies/policies"),
  "policies/up.ts": of("dev/dev"),
};

/** What each bad file imports, and the rules it breaks. */
const reasons: Record<keyof typeof bad, readonly string[]> = {
  "packages/core/up.ts": [
    "app/app.ts",
    "packages-do-not-import-the-stack",
    "declared-by-packages/core",
  ],
  "packages/core/up.test.ts": [
    "infra/infra.ts",
    "packages-do-not-import-the-stack",
    "declared-for-tests-by-packages/core",
  ],
  "packages/core/deep.ts": ["@seaworthy/sdk/hidden", "imports-resolve"],
  "packages/core/around.ts": ["packages/sdk/sdk.ts", "other-workspaces-by-their-name"],
  "packages/core/cloud.ts": [
    "packages/local/local.ts",
    "only-the-command-and-tests-import-the-local-cloud",
    "declared-by-packages/core",
  ],
  "packages/core/lazy.ts": [
    "packages/local/local.ts",
    "only-the-command-and-tests-import-the-local-cloud",
    "declared-by-packages/core",
  ],
  "packages/core/library.ts": ["node_modules/undeclared/index.js", "libraries-are-declared"],
  "packages/core/library.test.ts": [
    "node_modules/undeclared/index.js",
    "libraries-of-tests-are-declared",
  ],
  "packages/core/vitest.ts": ["node_modules/vitest/index.js", "libraries-are-declared"],
  "packages/core/for-tests.ts": [
    "node_modules/for-tests/index.js",
    "sources-need-no-dev-dependency",
  ],
  "packages/core/one.ts": ["packages/core/two.ts", "no-circle-of-files"],
  "packages/core/two.ts": ["packages/core/one.ts"], // the circle is reported once
  "packages/sdk/undeclared.ts": ["packages/cli/cli.ts", "declared-by-packages/sdk"],
  "packages/sdk/undeclared.test.ts": ["packages/cli/cli.ts", "declared-for-tests-by-packages/sdk"],
  "app/up.ts": ["infra/infra.ts", "app-imports-packages-only", "declared-by-app"],
  "infra/up.ts": ["policies/policies.ts", "infra-does-not-import-policies", "declared-by-infra"],
  "policies/up.ts": ["dev/dev.ts", "nothing-imports-dev", "declared-by-policies"],
};

/** A workspace that declares all others is judged too. */
const everyOther = ["core", "sdk", "local", "cli", "app", "infra", "policies"].map(
  (name) => `${at}/${name}`,
);
/** What each workspace declares: libraries and other workspaces. */
const manifests: Record<string, { dependencies: string[]; devDependencies?: string[] }> = {
  "packages/core": {
    dependencies: ["@seaworthy/sdk", "declared"],
    devDependencies: ["@seaworthy/local", "for-tests"],
  },
  "packages/local": { dependencies: [] },
  "packages/cli": { dependencies: ["@seaworthy/local"] },
  app: { dependencies: ["@seaworthy/core"] },
  infra: { dependencies: ["@seaworthy/app"] },
  policies: { dependencies: [] },
  dev: { dependencies: [], devDependencies: everyOther },
};

/** A small checkout: each workspace has an exported file with its name, and an internal one. */
function checkout(more: Record<string, string[]>, files: Record<string, string>): string {
  const directory = mkdtempSync(join(tmpdir(), "sea-arrows-"));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), `${text}\n`);
  };
  const all = { ...manifests };
  for (const [folder, dependencies] of Object.entries(more)) all[folder] = { dependencies };
  for (const [folder, declared] of Object.entries(all)) {
    const short = basename(folder);
    write(
      `${folder}/package.json`,
      JSON.stringify({
        name: `@seaworthy/${short}`,
        type: "module",
        exports: { [`./${short}`]: `./${short}.ts` },
        dependencies: versions(declared.dependencies),
        devDependencies: versions(declared.devDependencies ?? []),
      }),
    );
    write(`${folder}/${short}.ts`, "export {};");
    write(`${folder}/hidden.ts`, "export {};");
    mkdirSync(join(directory, "node_modules/@seaworthy"), { recursive: true });
    symlinkSync(join(directory, folder), join(directory, "node_modules/@seaworthy", short));
  }
  for (const library of ["declared", "undeclared", "for-tests", "vitest"]) {
    write(`node_modules/${library}/package.json`, JSON.stringify({ name: library }));
    write(`node_modules/${library}/index.js`, "");
  }
  for (const [path, text] of Object.entries(files)) write(path, text);
  return directory;
}

const versions = (names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, "1.0.0"]));
