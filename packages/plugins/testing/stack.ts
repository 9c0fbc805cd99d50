import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { findProject } from "@seaworthy/core/project";
import { installToolchain } from "@seaworthy/toolchain/install/install";
import { preparePulumiHome } from "@seaworthy/toolchain/pulumi/pulumi-home";
import { expect } from "vitest";

export interface Outcome {
  readonly status: number | null;
  /** stdout and stderr in order of arrival. */
  readonly output: string;
}

/**
 * A Pulumi project with a stack `dev` and its own PULUMI_HOME and file backend, on the built-in
 * plugins.
 */
export interface TestStack {
  readonly directory: string;
  run(...words: string[]): Promise<Outcome>;
  /** Expects success; returns the output. */
  pulumi(...words: string[]): Promise<string>;
  /**
   * Runs until the output matches `moment`, then ends engine and plugins with SIGKILL. True if that
   * happened.
   */
  killAt(moment: RegExp, ...words: string[]): Promise<boolean>;
  setEnvironment(more: Readonly<Record<string, string>>): void;
  remove(): void;
}

export async function createStack(
  program: string,
  environment: Readonly<Record<string, string>>,
): Promise<TestStack> {
  const directory = mkdtempSync(join(tmpdir(), "sea-stack-"));
  writeFileSync(join(directory, "Pulumi.yaml"), projectFile);
  writeFileSync(
    join(directory, "package.json"),
    JSON.stringify({ name: "shop", type: "module", main: "index.ts", dependencies }),
  );
  writeFileSync(join(directory, "index.ts"), program);
  symlinkSync(join(findProject().root, "node_modules"), join(directory, "node_modules"));
  mkdirSync(join(directory, "state"));
  await preparePulumiHome(join(directory, "home"), await installToolchain());
  const stack = stackIn(directory, environment);
  await stack.pulumi("stack", "init", "dev");
  return stack;
}

const projectFile = `name: shop
runtime: {name: nodejs, options: {typescript: false}}
main: index.ts
plugins:
  providers:
    - name: seaworthy
      path: ${JSON.stringify(join(import.meta.dirname, "../seaworthy"))}
`;

const dependencies = {
  "@pulumi/pulumi": "*",
  "@pulumi/cloudflare": "*",
  "@pulumi/supabase": "*",
  "@pulumi/sentry": "*",
};

function stackIn(directory: string, given: Readonly<Record<string, string>>): TestStack {
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    PATH: `${findProject().programs}${delimiter}${process.env.PATH ?? ""}`,
    PULUMI_HOME: join(directory, "home"),
    // Without metadata=skip the backend writes a sidecar file in place, which a SIGKILL may leave
    // empty: "failed to load checkpoint: EOF".
    PULUMI_BACKEND_URL: `file://${join(directory, "state")}?metadata=skip`,
    PULUMI_CONFIG_PASSPHRASE: "only for this test",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    ...given,
  };
  const start = (words: readonly string[]) =>
    spawn("pulumi", [...words, "--non-interactive", "--color=never"], {
      cwd: directory,
      env: environment,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
  const run = async (...words: string[]): Promise<Outcome> => {
    const child = start(words);
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
    const [status] = (await once(child, "close")) as [number | null];
    return { status, output };
  };
  return {
    directory,
    run,
    pulumi: async (...words) => {
      const { status, output } = await run(...words);
      expect(status, output).toBe(0);
      return output;
    },
    killAt: async (moment, ...words) => {
      const child = start(words);
      let output = "";
      let killed = false;
      const look = (chunk: Buffer): void => {
        output += chunk.toString();
        if (killed || !moment.test(output) || child.pid === undefined) return;
        killed = true;
        // The engine, its language host and its plugins are one process group.
        process.kill(-child.pid, "SIGKILL");
      };
      child.stdout.on("data", look);
      child.stderr.on("data", look);
      await once(child, "close");
      return killed;
    },
    setEnvironment: (more) => void Object.assign(environment, more),
    remove: () => rmSync(directory, { recursive: true, force: true, maxRetries: 3 }),
  };
}
