import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { trackedFiles } from "./package-folder.ts";

const rootSchema = z.looseObject({
  workspaces: z.array(z.string()),
  engines: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
  allowScripts: z.record(z.string(), z.boolean()),
});
const packageSchema = z.looseObject({ name: z.string(), version: z.string() });

/** Whether a workspace belongs to this repository's machinery rather than to a team. */
const isOurs = (workspace: string) => workspace === "dev" || workspace.startsWith("packages/");

/** Files that a stack shares with this repository. */
const always = new Set([
  "LICENSE",
  ".env.example",
  ".github/dependabot.yml",
  ".github/workflows/deploy.yml",
  ".github/workflows/preview.yml",
  ".github/workflows/security.yml",
]);

/** Our development dependencies that a new stack needs. */
const kept = ["@types/node", "node", "pulumi", "typescript", "vitest"];

/**
 * The template of a stack is this repository's own top level, with `template.json` next to it. npm
 * leaves `.gitignore` out of tarballs, so it is packed as `_gitignore`.
 */
export function fillTemplate(root: string, target: string): void {
  const manifest = rootSchema.parse(readJson(join(root, "package.json")));
  const workspaces = manifest.workspaces.filter((workspace) => !isOurs(workspace));
  const folders = workspaces.map((workspace) => workspace.replace(/\/\*$/, ""));
  const files = trackedFiles(root).filter(
    (file) =>
      (folders.some((folder) => file.startsWith(`${folder}/`)) ||
        /^Pulumi[.\w]*\.yaml$/.test(file) ||
        always.has(file)) &&
      !isOfThisRepository(file),
  );
  for (const file of files) {
    mkdirSync(dirname(join(target, file)), { recursive: true });
    cpSync(join(root, file), join(target, file));
  }
  const { engines, allowScripts } = manifest;
  const devDependencies = Object.fromEntries(
    Object.entries(manifest.devDependencies).filter(([name]) => kept.includes(name)),
  );
  const template = {
    ...{ workspaces, moduleTable: "app/src/modules.ts", packages: packagesOf(root) },
    root: { engines, allowScripts, devDependencies },
  };
  writeFileSync(join(target, "../template.json"), `${JSON.stringify(template, null, 2)}\n`);
  cpSync(join(import.meta.dirname, "starter"), target, { recursive: true });
  writeOwnFiles(root, target);
  for (const file of files.filter((file) => /^Pulumi\.(?!local)[\w-]+\.yaml$/.test(file)))
    writeFileSync(join(target, file), withPlaceholders(readFileSync(join(root, file), "utf8")));
}

const fillIn = "`npx seaworthy check <stack>` lists the placeholders to fill in.";

/** What only a team can fill in; the policy protection-no-placeholders lists what is left. */
const placeholders: readonly (readonly [own: RegExp, placeholder: string])[] = [
  [/(?<=^ *organization: ).*$/gm, "your-organization"],
  [/(?<=^ *(?:accountId|zoneId): ).*$/gm, '"00000000000000000000000000000000"'],
  [/\bseaworthy\.dev\b/g, "example.com"],
  [/The ids, the organization and the hostnames .*$/gm, fillIn],
];

function withPlaceholders(stackFile: string): string {
  return placeholders.reduce((text, [own, placeholder]) => {
    if (text.search(own) < 0) throw new RangeError(`No ${own} in a stack file of the template.`);
    return text.replace(own, placeholder);
  }, stackFile);
}

/** Files whose content in a stack differs from ours. */
function writeOwnFiles(root: string, target: string): void {
  const ignored = [
    "node_modules/",
    ".seaworthy/",
    "dist/",
    "sdks/*/bin/",
    ".env",
    ".env.*",
    "!.env.example",
    "*.log",
  ];
  writeFileSync(join(target, "_gitignore"), `${ignored.join("\n")}\n`);
  const settings = {
    ...compilerSettings(root),
    include: ["infra", "policies", "app/tests", "vitest.config.ts"],
  };
  writeFileSync(join(target, "tsconfig.json"), `${JSON.stringify(settings, null, 2)}\n`);
  const program = readFileSync(join(root, "Pulumi.yaml"), "utf8");
  writeFileSync(
    join(target, "Pulumi.yaml"),
    program.replace("./packages/plugins/", "./node_modules/@seaworthy/plugins/"),
  );
}

const compilerSettings = (root: string) =>
  z.object({ compilerOptions: z.looseObject({}) }).parse(readJson(join(root, "tsconfig.json")));

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"));

function packagesOf(root: string): Readonly<Record<string, string>> {
  const found = readdirSync(join(root, "packages")).map((name) =>
    packageSchema.parse(readJson(join(root, "packages", name, "package.json"))),
  );
  return Object.fromEntries(
    found.filter(({ name }) => name.startsWith("@")).map(({ name, version }) => [name, version]),
  );
}

/** Tests of the packages through this stack. A new stack has its own: `starter/`. */
const isOfThisRepository = (file: string) =>
  /\/(tests|testing)\//.test(file) || file.endsWith(".test.ts");
