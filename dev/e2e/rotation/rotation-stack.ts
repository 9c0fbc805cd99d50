import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { RotationEvent } from "@seaworthy/cli/rotate/events";
import { openEngine } from "@seaworthy/cli/rotate/stack/engine";
import {
  credentialIn,
  operatorTokenOf,
  otherSlot,
  type StackState,
  secretIn,
} from "@seaworthy/cli/rotate/stack/stack-state";
import { tokenClaims } from "@seaworthy/cli/token/sign";
import { defined } from "@seaworthy/core/defined";
import { readEnvironment } from "@seaworthy/core/environment";
import { type LoadReport, type LoadSecrets, startLoad } from "../../load/load.ts";
import { makeApiKeys } from "../../load/load-keys.ts";
import {
  type CommandResult,
  createTestStack,
  spawnSeaworthy,
  type TestStack,
  type Whereabouts,
} from "../harness.ts";

/** A local stack on which rotations run, with what its operators and clients know. */
export interface RotationStack {
  readonly stack: TestStack;
  readonly environment: ReturnType<typeof readEnvironment>;
  state(): Promise<StackState>;
  /**
   * Runs `seaworthy rotate local … --json`; `on` sees each event as it is printed, and may kill the
   * run (not its engine).
   */
  rotate(args: readonly string[], on?: OnEvent, elsewhere?: Elsewhere): Promise<RotationResult>;
  /**
   * Steady requests until `stop`; clients switch to new secrets as soon as a run has published
   * them.
   */
  load(
    requestsPerSecond: number,
  ): Promise<{ stop(): Promise<LoadReport>; requests(): number; refresh(): Promise<void> }>;
  /** All plain text stored by the local cloud, its Worker and the state's files. */
  writtenText(): string;
}

export type OnEvent = (event: RotationEvent, kill: () => void) => void;

/** How the machine that starts a run differs from this one. */
export interface Elsewhere {
  readonly variables?: Readonly<Record<string, string>>;
  readonly machine?: Whereabouts;
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
  const environment = readEnvironment(await stack.variables());
  const engine = openEngine({ name: "local", isLocal: true }, environment);
  return {
    stack,
    environment,
    state: engine.readState,
    rotate: (args, on, { variables, machine }: Elsewhere = {}) => {
      const { environment, checkout } = machine ?? { ...stack, checkout: undefined };
      const where = {
        environment: { ...environment, ...variables },
        ...defined({ checkout }),
      };
      return rotate(where, args, on);
    },
    load: async (requestsPerSecond) => {
      let secrets: LoadSecrets = secretsOf(await engine.readState());
      const url = (await engine.readState()).manifest.app.url;
      // Enough that each is used every two seconds, within its own rate limit.
      const apiKeys = await makeApiKeys(url, secrets, Math.ceil(requestsPerSecond / 12));
      const load = startLoad({
        url,
        clients: 7,
        requestsPerSecond,
        secrets: () => secrets,
        apiKeys,
        sessionMs: 2_000,
      });
      const refresh = async () => {
        secrets = secretsOf(await engine.readState());
      };
      return { ...load, refresh };
    },
    writtenText: () =>
      textIn(join(stack.directory, "local", "logs")) + textIn(join(stack.directory, "state")),
  };
}

/** All current values of the stack's secrets, in both slots. */
export function valuesOf(state: StackState): string[] {
  return Object.values(state.credentials).flatMap((credential) => [
    secretIn(credential, credential.slot),
    secretIn(credential, otherSlot(credential.slot)),
  ]);
}

function secretsOf(state: StackState): LoadSecrets {
  const jwt = credentialIn(state, "jwt");
  return {
    jwt: secretIn(jwt, jwt.slot),
    operatorToken: operatorTokenOf(state),
    claims: tokenClaims(state.manifest),
  };
}

async function rotate(
  where: Whereabouts,
  args: readonly string[],
  on: OnEvent = () => {},
): Promise<RotationResult> {
  const child = spawnSeaworthy(where, "rotate", "local", ...args, "--json");
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
  const code = await new Promise<number>((resolve) =>
    child.once("close", (status) => resolve(status ?? 137)),
  );
  return { code, stdout, stderr, events };
}

/** All text in a folder. */
export function textIn(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
    .join("\n");
}
