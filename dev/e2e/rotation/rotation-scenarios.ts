import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { RotationEvent } from "@seaworthy/cli/rotate/events";
import { rotatorOf } from "@seaworthy/cli/rotate/rotators/table";
import {
  credentialIn,
  generationOf,
  otherSlot,
  type StackState,
  secretIn,
  versionOf,
} from "@seaworthy/cli/rotate/stack/stack-state";
import { tokenClaims } from "@seaworthy/cli/token/sign";
import { openWorker } from "@seaworthy/cli/worker/worker";
import postgres from "postgres";
import { z } from "zod";
import { makeApiKeys } from "../../load/load-keys.ts";
import { execute } from "../harness.ts";
import { readProc } from "../processes.ts";
import {
  type Elsewhere,
  type OnEvent,
  type RotationResult,
  type RotationStack,
  valuesOf,
} from "./rotation-stack.ts";

/**
 * What happened, for tests to judge and for the proof to report. Each scenario ends with every
 * secret steady, if rotations keep their guarantees.
 */

export const isAt = (event: RotationEvent, step: string, at: "before" | "after") =>
  event.event === "step" && event.step === step && event.at === at;

export const generationsOf = (state: StackState): number[] =>
  Object.values(state.credentials).map((credential) => generationOf(credential, credential.slot));

export const phasesOf = (state: StackState): string[] => [
  ...new Set(Object.values(state.credentials).map(({ phase }) => phase)),
];

/** Runs `seaworthy rotate local …` under load. */
export type Rotate = (
  args: readonly string[],
  on?: OnEvent,
  elsewhere?: Elsewhere,
) => Promise<RotationResult>;

export interface Rotated {
  readonly result: RotationResult;
  /** The run started during the first one. */
  readonly second: RotationResult | undefined;
  readonly before: StackState;
  readonly after: StackState;
  /** Whether an API key that was unused during the rotation is still accepted. */
  readonly idleKeyWorks: boolean;
  /** Names of the places where a secret is readable; should be empty. */
  readonly shownIn: readonly string[];
  /** All places that were searched. */
  readonly searched: readonly string[];
}

/**
 * Rotates every secret, starts another run at the same time, and searches every place that must not
 * show a value for all of them.
 */
export async function rotateAll(rotation: RotationStack, rotate: Rotate): Promise<Rotated> {
  const before = await rotation.state();
  const url = before.manifest.app.url;
  const signing = credentialIn(before, "jwt");
  const jwt = secretIn(signing, signing.slot);
  const [idleKey = ""] = await makeApiKeys(url, { jwt, claims: tokenClaims(before.manifest) }, 1);
  let second: Promise<RotationResult> | undefined;
  let processes = "";
  const result = await rotate([], (event) => {
    if (isAt(event, "grace", "before")) second = rotation.rotate(["jwt"]);
    if (event.event === "step") processes += commandLines();
  });
  const after = await rotation.state();
  const idleKeyWorks =
    (await fetch(`${url}/rest/api-keys/current`, { headers: { "x-api-key": idleKey } })).status ===
    200;
  const plan = await rotation.stack.pulumi(
    "preview",
    "--diff",
    "--json",
    "--policy-pack",
    "policies",
  );
  const places: Readonly<Record<string, string>> = {
    "the run's events": result.stdout,
    "the run's errors": result.stderr,
    "the second run": JSON.stringify(await second),
    "the process list": processes,
    "logs of the cloud and the Worker, checkpoints, the engine's history": rotation.writtenText(),
    "the stack's tags": (await rotation.stack.pulumi("stack", "tag", "ls", "--json")).stdout,
    "the plan": plan.stdout + plan.stderr,
    "the shell's history": await typedInShell(
      rotation,
      "secrets local --json",
      "rotate local --dry-run",
    ),
  };
  const values = [...valuesOf(before), ...valuesOf(after), idleKey];
  const shownIn = Object.entries(places).flatMap(([name, text]) =>
    values.some((value) => text.includes(value)) ? [name] : [],
  );
  return {
    result,
    second: await second,
    before,
    after,
    idleKeyWorks,
    shownIn,
    searched: Object.keys(places),
  };
}

/** What `ps` would show of every process now. */
function commandLines(): string {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => readProc(pid, "cmdline"))
    .join("\n");
}

/** What an interactive shell shows and remembers of typed commands. */
async function typedInShell({ stack }: RotationStack, ...commands: string[]): Promise<string> {
  const history = join(stack.directory, "shell-history");
  const typed = commands.map((command) => `npx seaworthy ${command}`).join("\n");
  const { stdout } = await execute(
    "bash",
    ["-c", `printf '%s\\nexit\\n' "$TYPED" | bash --norc -i 2>&1`],
    {
      ...stack.environment,
      ...{ TYPED: typed, HISTFILE: history },
    },
  );
  const remembered = readFileSync(history, "utf8");
  if (!commands.every((command) => remembered.includes(command)))
    throw new RangeError(`The shell did not remember: ${remembered}`);
  return stdout + remembered;
}

export interface HeldBack {
  /** The run while the previous version was deployed again. */
  readonly held: RotationResult;
  readonly oldVersionId: string;
  readonly phasesMeanwhile: readonly string[];
  /** The run after that ended. */
  readonly finished: RotationResult;
  readonly phasesAfter: readonly string[];
}

/**
 * During the grace period someone redeploys the previous Worker version; revoking must wait for it.
 */
export async function holdBack(rotation: RotationStack, rotate: Rotate): Promise<HeldBack> {
  const worker = openWorker(await rotation.state(), rotation.environment);
  let before: Promise<string> | undefined;
  let redeployed: Promise<void> | undefined;
  const held = await rotate(["jwt", "database-role", "redis-limiter", "--wait", "1"], (event) => {
    if (isAt(event, "accept", "after"))
      before = worker.shares().then(({ shares }) => shares[0]?.versionId ?? "none");
    if (isAt(event, "grace", "before")) {
      redeployed = before?.then((versionId) =>
        worker.deploy([{ versionId, percentage: 100 }], "held back by a test"),
      );
    }
  });
  await redeployed;
  const open = await rotation.state();
  await worker.deploy([{ versionId: versionOf(open), percentage: 100 }], "let go by a test");
  const finished = await rotate([]);
  const phasesAfter = phasesOf(await rotation.state());
  return {
    held,
    oldVersionId: (await before) ?? "none",
    phasesMeanwhile: phasesOf(open),
    finished,
    phasesAfter,
  };
}

const urlsSchema = z.object({ databaseUrls: z.object({ direct: z.string() }) });
const directUrlOf = ({ outputs }: StackState) => urlsSchema.parse(outputs).databaseUrls.direct;

export interface Refused {
  readonly result: RotationResult;
  readonly before: StackState;
  readonly after: StackState;
  /** The alert events that Sentry received; the test waits for them. */
  readonly alerts: number;
}

/** The new login is disabled before it is tried, so its service rejects it. */
export async function refuseCredential(rotation: RotationStack, rotate: Rotate): Promise<Refused> {
  const [before, alertsBefore] = [await rotation.state(), await alerts(rotation)];
  const next = `app_worker_${otherSlot(credentialIn(before, "database-role").slot)}`;
  const admin = postgres(directUrlOf(before), { max: 1, prepare: false });
  await admin`select 1`;
  const result = await rotate(["jwt", "database-role"], (event) => {
    if (isAt(event, "prepare", "after")) void admin.unsafe(`alter role ${next} nologin`).execute();
  });
  await admin.end();
  let count = 0;
  for (
    const deadline = performance.now() + 15_000;
    count === 0 && performance.now() < deadline;
    await delay(200)
  ) {
    count = (await alerts(rotation)) - alertsBefore;
  }
  return { result, before, after: await rotation.state(), alerts: count };
}

/** The number of events in the issue of failed rotations. */
async function alerts(rotation: RotationStack): Promise<number> {
  const state = await rotation.state();
  const { organization, project } = state.manifest.sentry;
  const response = await fetch(
    `${rotation.environment.SENTRY_BASE_URL}0/projects/${organization}/${project}/events/?full=true`,
    {
      headers: { authorization: `Bearer ${rotation.environment.SENTRY_AUTH_TOKEN}` },
    },
  );
  const events = (await response.json()) as { message?: string; title?: string }[];
  return events.filter((event) =>
    `${event.message} ${event.title}`.includes("Rotation of secrets failed"),
  ).length;
}

/** Whether the pooler accepts that slot's login, with the password in the stack. */
export async function poolerAccepts(
  rotation: RotationStack,
  which: "in use" | "other",
): Promise<boolean> {
  const state = await rotation.state();
  const used = credentialIn(state, "database-role").slot;
  const slot = which === "in use" ? used : otherSlot(used);
  const access = {
    state,
    worker: openWorker(state, rotation.environment),
    environment: rotation.environment,
  };
  const rotator = rotatorOf(state.manifest, "database-role");
  return rotator.accepts(access, rotator.present(state, slot), slot);
}
