import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { SeaworthyError } from "@seaworthy/core/errors";
import { findProject } from "@seaworthy/core/project";
import type { BuiltInPlugin } from "@seaworthy/plugins/table";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { installToolchain } from "./install/install.ts";
import { preparePulumiHome } from "./pulumi/pulumi-home.ts";
import type { Toolchain } from "./version.ts";

// The real engine, with whichever language host the toolchain contains, runs real programs on this
// machine.

let toolchain: Toolchain;
beforeAll(async () => {
  toolchain = await installToolchain();
}, 900_000);

interface Project {
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** A stack `dev` with its own PULUMI_HOME and file backend. */
async function project(
  files: Record<string, string>,
  plugins: readonly BuiltInPlugin[] = [],
): Promise<Project> {
  const directory = mkdtempSync(join(tmpdir(), "seaworthy-host-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true, maxRetries: 3 }));
  const all = {
    "Pulumi.yaml": "name: trial\nruntime: {name: nodejs, options: {typescript: false}}\n",
    "package.json": JSON.stringify({
      name: "trial",
      type: "module",
      main: "index.ts",
      dependencies: { "@pulumi/pulumi": "*" },
    }),
    ...files,
  };
  for (const [name, content] of Object.entries(all)) {
    mkdirSync(join(directory, name, ".."), { recursive: true });
    writeFileSync(join(directory, name), content);
  }
  symlinkSync(join(findProject().root, "node_modules"), join(directory, "node_modules"));
  mkdirSync(join(directory, "state"));
  await preparePulumiHome(join(directory, "home"), toolchain, plugins);
  const environment = {
    ...process.env,
    PATH: `${findProject().programs}${delimiter}${process.env.PATH ?? ""}`,
    PULUMI_HOME: join(directory, "home"),
    PULUMI_BACKEND_URL: `file://${join(directory, "state")}`,
    PULUMI_CONFIG_PASSPHRASE: "only for this test",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
  const made = { directory, environment };
  pulumi(made, "stack", "init", "dev");
  return made;
}

function run(
  { directory, environment }: Project,
  ...pulumiArguments: string[]
): { status: number | null; output: string; stdout: string } {
  const result = spawnSync("pulumi", [...pulumiArguments, "--non-interactive", "--color=never"], {
    cwd: directory,
    env: environment,
    encoding: "utf8",
  });
  return { status: result.status, stdout: result.stdout, output: result.stdout + result.stderr };
}

function pulumi(trial: Project, ...pulumiArguments: string[]): string {
  const { status, output, stdout } = run(trial, ...pulumiArguments);
  expect(status, output).toBe(0);
  return stdout;
}

const policyPack = {
  "pack/PulumiPolicy.yaml":
    "runtime: {name: nodejs, options: {typescript: false}}\nmain: index.ts\n",
  "pack/package.json": JSON.stringify({
    name: "pack",
    version: "0.0.1",
    type: "module",
    main: "index.ts",
  }),
  "pack/index.ts": `import { PolicyPack } from "@pulumi/policy";
    import * as pulumi from "@pulumi/pulumi";
    new PolicyPack("tiny", { policies: [{ name: "greets-someone", description: "Greet someone.", enforcementLevel: "mandatory",
      validateStack: (args, report) => {
        if (new pulumi.Config("trial").get("who") === "nobody") report("stack " + pulumi.getStack() + " greets nobody");
      } }] });`,
};

test("a TypeScript program runs unbuilt, with its configuration, secrets and outputs; a second run changes nothing", async () => {
  const trial = await project({
    "index.ts": `import * as pulumi from "@pulumi/pulumi";
      const config = new pulumi.Config();
      interface Greeting { readonly to: string }
      const greeting: Greeting = { to: config.require("who") };
      export const hello: string = \`hello \${greeting.to} from \${pulumi.getStack()} of \${pulumi.getProject()}\`;
      export const hidden: pulumi.Output<string> = config.requireSecret("key");`,
  });
  pulumi(trial, "config", "set", "who", "you");
  pulumi(trial, "config", "set", "--secret", "key", "hunter2");
  pulumi(trial, "up", "--yes");
  expect(JSON.parse(pulumi(trial, "stack", "output", "--json"))).toEqual({
    hello: "hello you from dev of trial",
    hidden: "[secret]",
  });
  expect(JSON.parse(pulumi(trial, "stack", "output", "--json", "--show-secrets"))).toMatchObject({
    hidden: "hunter2",
  });
  expect(pulumi(trial, "preview", "--expect-no-changes")).toContain("1 unchanged");
});

test("a policy pack sees the stack's name and configuration, and its violation stops the update", async () => {
  const trial = await project({ "index.ts": "export const nothing = 0;", ...policyPack });
  pulumi(trial, "config", "set", "who", "nobody");
  const refused = run(trial, "up", "--yes", "--policy-pack", "pack");
  expect(refused.output).toContain("stack dev greets nobody");
  expect(refused.status).not.toBe(0);
  pulumi(trial, "config", "set", "who", "you");
  expect(pulumi(trial, "up", "--yes", "--policy-pack", "pack")).toContain("tiny@v0.0.1");
});

test("a program that throws fails the update with its message and location", async () => {
  const trial = await project({ "index.ts": 'throw new RangeError("out of " + "range");' });
  const failed = run(trial, "up", "--yes");
  expect(failed.status).not.toBe(0);
  expect(failed.output).toMatch(/RangeError: out of range[\s\S]*index\.ts/);
}, 180_000);

test("runtime options of the wrong kind are named", async () => {
  const trial = await project({
    "index.ts": "",
    "Pulumi.yaml": "name: trial\nruntime: {name: nodejs, options: {typescript: maybe}}\n",
  });
  expect(run(trial, "preview").output).toContain(
    "runtime option typescript is maybe; a bool is needed",
  );
});

test("the packages of an npm workspace around the program are found", async () => {
  const { version } = JSON.parse(
    readFileSync(
      join(findProject().root, "node_modules", "@pulumi", "cloudflare", "package.json"),
      "utf8",
    ),
  ) as {
    version: string;
  };
  const files = {
    "Pulumi.yaml":
      "name: trial\nmain: infra\nruntime: {name: nodejs, options: {typescript: false}}\n",
    "package.json": JSON.stringify({ name: "trial", workspaces: ["infra"] }),
    "infra/package.json": JSON.stringify({
      name: "infra",
      type: "module",
      main: "index.ts",
      dependencies: { "@pulumi/cloudflare": "*" },
    }),
    "infra/index.ts": "export const nothing = 0;",
  };
  const trial = await project(files, [
    { name: "cloudflare", version, entry: "any.ts" },
    { name: "unrelated", version, entry: "any.ts" },
  ]);
  const required = JSON.parse(pulumi(trial, "plugin", "ls", "--project", "--json")) as {
    name: string;
    kind: string;
    version: string;
  }[];
  expect(required.filter(({ kind }) => kind === "resource")).toEqual([
    expect.objectContaining({ name: "cloudflare", version }),
  ]);
});

test("an SDK is generated from a schema", async () => {
  const trial = await project({
    "index.ts": "",
    "schema.json": JSON.stringify({
      name: "tide",
      version: "1.2.3",
      resources: {
        "tide:index:Pool": {
          inputProperties: { depth: { type: "number" } },
          requiredInputs: ["depth"],
        },
      },
    }),
  });
  pulumi(trial, "package", "gen-sdk", "schema.json", "--language", "nodejs", "--out", "sdk");
  expect(readFileSync(join(trial.directory, "sdk", "nodejs", "pool.ts"), "utf8")).toContain(
    "export class Pool extends pulumi.CustomResource",
  );
});

const hanging = {
  "index.ts": `import { writeFileSync } from "node:fs";
    writeFileSync("pid", String(process.pid));
    setInterval(() => {}, 1000);
    await new Promise(() => {});`,
};

async function until(condition: () => boolean, what: string): Promise<void> {
  for (const deadline = Date.now() + 30_000; !condition(); await delay(20)) {
    if (Date.now() > deadline)
      throw new SeaworthyError("PROCESS_FAILED", `Waited 30 seconds in vain until ${what}.`);
  }
}

/** Zombies count as ended: in a container, process 1 may never reap them. */
function isRunning(pid: number): boolean {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
  return stdout.trim() !== "" && !stdout.startsWith("Z");
}

async function startHanging(): Promise<{ engine: ChildProcess; program: number }> {
  const trial = await project(hanging);
  const binary = join(toolchain.binDirectory, "pulumi");
  const environment = {
    ...trial.environment,
    PATH: `${toolchain.binDirectory}${delimiter}${trial.environment.PATH}`,
  };
  const engine = spawn(binary, ["up", "--yes", "--skip-preview", "--non-interactive"], {
    cwd: trial.directory,
    env: environment,
    stdio: "ignore",
  });
  onTestFinished(() => void engine.kill("SIGKILL"));
  const file = join(trial.directory, "pid");
  await until(() => existsSync(file) && readFileSync(file, "utf8") !== "", "the program runs");
  return { engine, program: Number(readFileSync(file, "utf8")) };
}

test.each(["SIGINT", "SIGKILL"] as const)(
  "no program is left behind when the engine gets %s",
  async (signal) => {
    const { engine, program } = await startHanging();
    engine.kill(signal);
    await until(() => !isRunning(program), "the program has ended");
  },
);
