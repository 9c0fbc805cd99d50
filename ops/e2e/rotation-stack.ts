import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { readEnvironment } from "@seaworthy/core/environment.ts";
import { openEngine } from "../rotate/engine.ts";
import type { RotationEvent } from "../rotate/events.ts";
import { type LoadReport, type LoadSecrets, startLoad } from "../rotate/load.ts";
import { tokenClaims } from "../rotate/rotators/jwt.ts";
import { otherSlot, type StackState, secretIn } from "../rotate/stack-state.ts";
import { type CommandResult, createTestStack, mustSucceed, spawnSeaworthy, type TestStack } from "./harness.ts";

/** A local stack on which rotations run, and what people and programs know of it. */
export interface RotationStack {
  readonly stack: TestStack;
  readonly environment: ReturnType<typeof readEnvironment>;
  state(): Promise<StackState>;
  /** Runs `seaworthy rotate local … --json`; `on` sees each event as it is printed, and may kill the run. */
  rotate(args: readonly string[], on?: (event: RotationEvent, kill: () => void) => void): Promise<RotationResult>;
  /** Steady requests until `stop`; clients take up new secrets as soon as a run has published them. */
  load(requestsPerSecond: number): Promise<{ stop(): Promise<LoadReport>; requests(): number; refresh(): Promise<void> }>;
  /** As soon as a running engine has written down a part of its work, kills the run and then the engine. */
  killMidEngine(kill: () => void): void;
  /** Everything that the local cloud, its Worker and the state's files hold in plain text. */
  writtenText(): string;
}

export interface RotationResult extends CommandResult {
  readonly events: readonly RotationEvent[];
}

export async function createRotationStack(): Promise<RotationStack> {
  const stack = createTestStack();
  await stack.up().catch(async (thrown: unknown) => {
    await stack.close();
    throw thrown;
  });
  const environment = await environmentOf(stack);
  const engine = openEngine({ name: "local", isLocal: true }, environment);
  return {
    stack,
    environment,
    state: engine.readState,
    rotate: (args, on) => rotate(stack, args, on),
    load: async (requestsPerSecond) => {
      let secrets: LoadSecrets = secretsOf(await engine.readState());
      const url = (await engine.readState()).output("appUrl");
      const load = startLoad({ url, clients: 7, requestsPerSecond, secrets: () => secrets, sessionMs: 2_000 });
      const refresh = async () => {
        secrets = secretsOf(await engine.readState());
      };
      return { ...load, refresh };
    },
    killMidEngine: (kill) => killMidEngine(join(stack.directory, "state", ".pulumi"), kill),
    writtenText: () => textIn(join(stack.directory, "local", "logs")) + textIn(join(stack.directory, "state")),
  };
}

/** Every value that the stack's secrets hold now, in either slot. */
export function valuesOf(state: StackState): string[] {
  return Object.values(state.credentials).flatMap((credential) => [
    secretIn(credential, credential.slot),
    secretIn(credential, otherSlot(credential.slot)),
  ]);
}

async function environmentOf(stack: TestStack) {
  const { stdout } = mustSucceed(await stack.seaworthy("env", "local"));
  const lines = stdout.split("\n").flatMap((line) => /^export (\w+)='(.*)'$/.exec(line)?.slice(1, 3) ?? []);
  const entries = lines.flatMap((name, index) => (index % 2 === 0 ? [[name, lines[index + 1]]] : []));
  return readEnvironment(Object.fromEntries(entries));
}

function secretsOf(state: StackState): LoadSecrets {
  const { jwt, "operator-token": operator } = state.credentials;
  return { jwt: secretIn(jwt, jwt.slot), operatorToken: secretIn(operator, operator.slot), claims: tokenClaims(state) };
}

async function rotate(
  stack: TestStack,
  args: readonly string[],
  on: (event: RotationEvent, kill: () => void) => void = () => {},
): Promise<RotationResult> {
  const child = spawnSeaworthy(stack, "rotate", "local", ...args, "--json");
  const events: RotationEvent[] = [];
  let [stdout, stderr] = ["", ""];
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  createInterface({ input: child.stdout }).on("line", (line) => {
    stdout += `${line}\n`;
    const event = JSON.parse(line) as RotationEvent;
    events.push(event);
    on(event, () => child.kill("SIGKILL"));
  });
  const code = await new Promise<number>((resolve) => child.once("close", (status) => resolve(status ?? 137)));
  return { code, stdout, stderr, events };
}

/** The file backend's checkpoint is written at each part, and its lock names the engine. */
function killMidEngine(backend: string, kill: () => void): void {
  const checkpoint = join(backend, "stacks", "seaworthy", "local.json");
  const locks = join(backend, "locks", "organization", "seaworthy", "local");
  const before = statSync(checkpoint).mtimeMs;
  const timer = setInterval(() => {
    const [lock] = existsSync(locks) ? readdirSync(locks) : [];
    if (lock === undefined || statSync(checkpoint, { throwIfNoEntry: false })?.mtimeMs === before) return;
    clearInterval(timer);
    const { pid } = JSON.parse(readFileSync(join(locks, lock), "utf8")) as { pid: number };
    kill();
    process.kill(pid, "SIGKILL");
  }, 5);
}

/** All text of a folder. */
export function textIn(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
    .join("\n");
}
