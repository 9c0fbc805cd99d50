import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { findProject } from "@seaworthy/core/project";
import { execute, mustSucceed, type TestStack } from "../e2e/harness.ts";

export interface BareProgram {
  /** One `pulumi up` of the program, with the engine and Node.js that the stack uses. */
  up(): Promise<void>;
  close(): void;
}

/**
 * `empty`: the cost of the engine alone. `sdk`: the cost of Pulumi's SDKs, with an empty program or
 * policy pack.
 */
export type BareKind = "empty" | "sdk";

const kinds: Readonly<Record<BareKind, { program: string; upArguments: readonly string[] }>> = {
  empty: { program: "export const empty = true;\n", upArguments: [] },
  sdk: {
    program:
      'import * as pulumi from "@pulumi/pulumi";\n\nexport const stack = pulumi.getStack();\n',
    upArguments: ["--policy-pack", "pack"],
  },
};

const runtime = "runtime:\n  name: nodejs\n  options:\n    typescript: false\n";

const emptyPack = {
  "PulumiPolicy.yaml": runtime,
  "package.json":
    '{ "name": "bare-pack", "version": "0.1.0", "type": "module", "main": "main.js" }\n',
  "main.js":
    'import { PolicyPack } from "@pulumi/policy";\n\nnew PolicyPack("bare", { policies: [] });\n',
};

/** A Pulumi program without resources, in its own project and state. */
export async function createBareProgram(
  stack: TestStack,
  kind: BareKind = "empty",
): Promise<BareProgram> {
  const directory = mkdtempSync(join(tmpdir(), "sea-bare-"));
  const { program, upArguments } = kinds[kind];
  writeFiles(directory, {
    "Pulumi.yaml": `name: bare\nmain: index.ts\n${runtime}`,
    "package.json": '{ "name": "bare", "type": "module" }\n',
    "index.ts": program,
  });
  writeFiles(join(directory, "pack"), emptyPack);
  const state = join(directory, "state");
  mkdirSync(state);
  symlinkSync(join(findProject().root, "node_modules"), join(directory, "node_modules"));
  const environment = {
    ...stack.environment,
    PULUMI_HOME: join(stack.directory, "pulumi"),
    PULUMI_BACKEND_URL: pathToFileURL(state).href,
    PULUMI_CONFIG_PASSPHRASE: "bare",
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
  const pulumi = async (...args: string[]) =>
    mustSucceed(await execute("pulumi", ["--cwd", directory, ...args], environment));
  await pulumi("stack", "init", "bare");
  return {
    up: async () => void (await pulumi("up", "--yes", "--non-interactive", ...upArguments)),
    close: () => rmSync(directory, { recursive: true, force: true }),
  };
}

function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
}
