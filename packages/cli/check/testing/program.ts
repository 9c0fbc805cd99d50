import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { findProject } from "@seaworthy/core/project";
import { run } from "@seaworthy/toolchain/run";
import { z } from "zod";

/** A third party's Pulumi program, in its own folder. */
export interface ForeignProgram {
  readonly root: string;
  remove(): void;
}

const packages = z.object({
  linked: z.array(z.string()),
  installed: z.array(z.string()),
  /** Installed packages of this repository, by the name that the program gives them. */
  renamed: z.record(z.string(), z.string()).default({}),
});

/** Copies a program of `programs/`, with its packages. */
export function createProgram(name: string): ForeignProgram {
  const root = mkdtempSync(join(tmpdir(), "sea-program-"));
  const source = join(import.meta.dirname, "programs", name);
  // `index.mjs.fixture`, so that this repository's tools do not treat it as their own code.
  cpSync(source, root, { recursive: true });
  for (const file of readdirSync(root, { recursive: true, encoding: "utf8" }))
    renameSync(join(root, file), join(root, file.replace(/\.fixture$/, "")));
  const wanted = packages.parse(JSON.parse(readFileSync(join(root, "packages.json"), "utf8")));
  const modules = join(root, "node_modules");
  for (const one of wanted.linked) {
    mkdirSync(dirname(join(modules, one)), { recursive: true });
    symlinkSync(join(findProject().root, "node_modules", one), join(modules, one));
  }
  for (const [name, one] of Object.entries(wanted.renamed)) rename(name, one, modules);
  for (const one of wanted.installed) install(one, modules);
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}

/** Copies a package of this repository, and its manifest under the other name. */
function rename(name: string, from: string, modules: string): void {
  const target = join(modules, name);
  cpSync(realpathSync(join(findProject().root, "node_modules", from)), target, { recursive: true });
  const manifest = join(target, "package.json");
  const text = readFileSync(manifest, "utf8");
  writeFileSync(manifest, text.replace(`"name": "${from}"`, `"name": "${name}"`));
}

/** Copies only the package; its dependencies are linked. */
function install(specifier: string, modules: string): void {
  const [, name = ""] = /^(@?[^@]+)@/.exec(specifier) ?? [];
  const target = join(modules, name);
  mkdirSync(target, { recursive: true });
  const packed = execFileSync(
    "npm",
    ["pack", specifier, "--pack-destination", modules, "--silent", "--ignore-scripts"],
    { cwd: modules, encoding: "utf8" },
  );
  execFileSync("tar", ["-xzf", join(modules, packed.trim()), "-C", target, "--strip-components=1"]);
}

const report = z.object({
  violations: z.array(
    z.object({
      rule: z.string(),
      rank: z.string(),
      message: z.string(),
      name: z.string(),
      place: z.object({ file: z.string(), line: z.number() }).optional(),
      resource: z.object({ type: z.string(), name: z.string() }).optional(),
    }),
  ),
  unknowns: z.array(z.object({ rule: z.string(), message: z.string() })),
  notCovered: z.array(z.object({ type: z.string(), count: z.number() })),
  rules: z.array(z.object({ id: z.string(), outcome: z.string() })),
});

export interface Checked {
  readonly code: number | undefined;
  readonly report: z.output<typeof report>;
  /** `secrets-no-plain-secret api SMTP_PASS`. */
  readonly found: readonly string[];
}

/** Runs `seaworthy check <stack> --program <folder>`. */
export async function checkProgram(
  root: string,
  stack: string,
  ...more: readonly string[]
): Promise<Checked> {
  const file = join(root, "report.json");
  const command = join(findProject().root, "packages", "cli", "bin", "seaworthy.mjs");
  const environment = { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "" };
  const result = await run(
    process.execPath,
    [command, "check", stack, "--program", root, "--format", `json=${file}`, ...more],
    { directory: findProject().root, environment },
  );
  const { data } = report.safeParse(JSON.parse(readFileSync(file, "utf8")));
  if (data === undefined) throw new RangeError(`not judged: ${result.tail.join("\n")}`);
  const found = data.violations.map(
    ({ rule, resource, name }) => `${rule} ${resource?.name ?? "stack"} ${name}`,
  );
  return { code: result.exitCode, report: data, found };
}
