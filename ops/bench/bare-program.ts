import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { execute, mustSucceed, type TestStack } from "../e2e/harness.ts";
import { project } from "../project.ts";

export interface BareProgram {
  /** One `pulumi up` of the empty program, by the engine and the Node.js that the stack uses. */
  up(): Promise<void>;
  close(): void;
}

/** An empty Pulumi program: what the engine costs by itself. */
export async function createBareProgram(stack: TestStack): Promise<BareProgram> {
  const directory = mkdtempSync(join(tmpdir(), "sea-bare-"));
  const state = join(directory, "state");
  mkdirSync(state);
  writeFileSync(
    join(directory, "Pulumi.yaml"),
    "name: bare\nmain: index.ts\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n",
  );
  writeFileSync(join(directory, "package.json"), '{ "name": "bare", "type": "module" }\n');
  writeFileSync(join(directory, "index.ts"), "export const empty = true;\n");
  symlinkSync(join(project.root, "node_modules"), join(directory, "node_modules"));
  const environment = {
    ...stack.environment,
    PULUMI_HOME: join(stack.directory, "pulumi"),
    PULUMI_BACKEND_URL: pathToFileURL(state).href,
    PULUMI_CONFIG_PASSPHRASE: "bare",
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
  const pulumi = async (...args: string[]) => mustSucceed(await execute("pulumi", ["--cwd", directory, ...args], environment));
  await pulumi("stack", "init", "bare");
  return {
    up: async () => void (await pulumi("up", "--yes", "--non-interactive")),
    close: () => rmSync(directory, { recursive: true, force: true }),
  };
}
