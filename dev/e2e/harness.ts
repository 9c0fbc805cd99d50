import { execFile, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import type { LocalStatus } from "@seaworthy/cli/status/local";
import { findProject } from "@seaworthy/core/project";
import { deleteCloudDirectory } from "@seaworthy/local/kernel/data-directory";
import { parse, stringify } from "yaml";

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * A test's own local stack, with its own `.seaworthy` folder, ports and state; the checkout's is
 * never touched.
 */
export interface TestStack {
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Runs the `seaworthy` command as a user would. */
  seaworthy(...args: string[]): Promise<CommandResult>;
  /** `up local`; throws with the output when it fails. */
  up(...args: string[]): Promise<CommandResult>;
  /** Plain `npx pulumi` after `eval "$(npx seaworthy env local)"`. */
  pulumi(...args: string[]): Promise<CommandResult>;
  /** What `eval "$(npx seaworthy env local)"` sets, in this stack's environment. */
  variables(): Promise<NodeJS.ProcessEnv>;
  status(): Promise<LocalStatus>;
  /**
   * Writes a copy of Pulumi.local.yaml with those keys changed, and returns its path for
   * `--config-file`.
   */
  configure(changes: Readonly<Record<string, unknown>>): string;
  /** Stops and deletes everything. */
  close(): Promise<void>;
}

/** Where a command runs. */
export interface Whereabouts {
  /** Default: this one. */
  readonly checkout?: string;
  readonly environment: NodeJS.ProcessEnv;
}

const ownCommand = join(findProject().root, "packages", "cli", "bin", "seaworthy.mjs");
const binDirectory = findProject().programs;

/**
 * @param command that of another checkout, if the stack belongs to it: `env local` by a command of
 *   other code restarts the local cloud.
 */
export function createTestStack(command = ownCommand): TestStack {
  const directory = mkdtempSync(join(tmpdir(), "sea-stack-"));
  const environment = {
    ...process.env,
    SEAWORTHY_DIRECTORY: directory,
    PATH: `${binDirectory}:${process.env.PATH}`,
    NO_COLOR: "1",
  };
  const seaworthy = (...args: string[]) =>
    execute(
      process.execPath,
      ["--disable-warning=ExperimentalWarning", command, ...args],
      environment,
    );
  return {
    directory,
    environment,
    seaworthy,
    up: async (...args) => mustSucceed(await seaworthy("up", "local", ...args)),
    pulumi: async (...args) => execute("sh", pulumiArguments(command, args), environment),
    variables: async () => ({
      ...environment,
      ...exportsIn(mustSucceed(await seaworthy("env", "local")).stdout),
    }),
    status: async () =>
      JSON.parse(
        mustSucceed(await seaworthy("status", "local", "--json", "--show-secrets")).stdout,
      ) as LocalStatus,
    configure: (changes) => configure(directory, changes),
    close: async () => {
      await seaworthy("down", "local", "--wipe", "--yes");
      deleteCloudDirectory(join(directory, "local"));
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/**
 * `eval "$(npx seaworthy env local)"`, then `exec pulumi`, so that a signal to the shell reaches
 * it.
 */
function pulumiArguments(command: string, args: readonly string[]): string[] {
  const script =
    'eval "$("$0" --disable-warning=ExperimentalWarning "$1" env local)" && shift 1 && exec pulumi "$@"';
  return ["-c", script, process.execPath, command, ...args];
}

/** Parses the output of `seaworthy env`. */
export const exportsIn = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/^export (\w+)='(.*)'$/gm)].map(([, name = "", value = ""]) => [name, value]),
  );

/** Starts the command without waiting, for tests that act while it runs. */
export function spawnSeaworthy(where: Whereabouts, ...args: string[]) {
  const file = join(
    where.checkout ?? findProject().root,
    "packages",
    "cli",
    "bin",
    "seaworthy.mjs",
  );
  return startIn(where, process.execPath, ["--disable-warning=ExperimentalWarning", file, ...args]);
}

/**
 * Runs the command in its own process group and, when told to, kills the whole group, including the
 * engine that it started.
 */
export async function runAndKill(
  stack: TestStack,
  args: readonly string[],
  watch: (line: string, kill: () => void) => void,
): Promise<number> {
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", ownCommand, ...args],
    {
      ...{ cwd: findProject().root, env: stack.environment, detached: true },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  createInterface({ input: child.stdout }).on("line", (line) =>
    watch(line, () => process.kill(-(child.pid ?? 0), "SIGKILL")),
  );
  return new Promise((resolve) => child.once("close", (code) => resolve(code ?? 137)));
}

/** Starts plain Pulumi without waiting, for tests that kill things while it runs. */
export function spawnPulumi(stack: TestStack, ...args: string[]) {
  return startIn(stack, "sh", pulumiArguments(ownCommand, args));
}

function startIn({ checkout, environment }: Whereabouts, file: string, args: readonly string[]) {
  return spawn(file, args, {
    cwd: checkout ?? findProject().root,
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
}

export const execute = (
  file: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<CommandResult> => executeIn(findProject().root, file, args, environment);

export async function executeIn(
  directory: string,
  file: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<CommandResult> {
  try {
    const options = {
      cwd: directory,
      env: environment,
      maxBuffer: 64 * 1024 * 1024,
      timeout: 900_000,
    };
    return { code: 0, ...(await promisify(execFile)(file, [...args], options)) };
  } catch (thrown) {
    const failure = thrown as { code?: number | string; stdout?: string; stderr?: string };
    return {
      code: typeof failure.code === "number" ? failure.code : 1,
      stdout: failure.stdout ?? "",
      stderr: failure.stderr ?? String(thrown),
    };
  }
}

export function mustSucceed(result: CommandResult): CommandResult {
  if (result.code !== 0)
    throw new RangeError(`ended with ${result.code}\n${result.stdout}\n${result.stderr}`);
  return result;
}

/**
 * Keys as in the stack file, with dots into structured values: `seaworthy:database.pooler.size`.
 */
function configure(directory: string, changes: Readonly<Record<string, unknown>>): string {
  const file = parse(readFileSync(join(findProject().root, "Pulumi.local.yaml"), "utf8")) as {
    config: Record<string, unknown>;
  };
  for (const [key, value] of Object.entries(changes)) setIn(file.config, key.split("."), value);
  const path = join(directory, "Pulumi.local.yaml");
  writeFileSync(path, stringify(file));
  return path;
}

function setIn(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [head = "", ...rest] = path;
  if (rest.length === 0) {
    if (value === undefined) delete target[head];
    else target[head] = value;
    return;
  }
  if (typeof target[head] !== "object" || target[head] === null) target[head] = {};
  setIn(target[head] as Record<string, unknown>, rest, value);
}
