import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { openTrail } from "@seaworthy/cli/audit/trail";
import { openEngine } from "@seaworthy/cli/rotate/stack/engine";
import {
  credentialIn,
  operatorTokenOf,
  type StackState,
  secretIn,
} from "@seaworthy/cli/rotate/stack/stack-state";
import { stackTags } from "@seaworthy/cli/rotate/stack/tags";
import { tokenClaims } from "@seaworthy/cli/token/sign";
import { openDeployed } from "@seaworthy/cli/worker/deployed";
import { type Environment, readEnvironment } from "@seaworthy/core/environment";
import { z } from "zod";
import { type LoadSecrets, startLoad } from "../../load/load.ts";
import { makeApiKeys } from "../../load/load-keys.ts";
import { nextRead } from "../../load/steady-requests.ts";
import { type CheckoutCopy, copyCheckout } from "../../testing/checkout-copy.ts";
import { createTestStack, executeIn, mustSucceed, type TestStack } from "../harness.ts";
import { type Vendors, vendorsOf } from "../verify/vendors.ts";
import { plantedHeader } from "./planted.ts";

/** A local stack in a separate checkout, whose stack file enables the gate. */
export interface GatedStack {
  readonly stack: TestStack;
  readonly seaworthy: (...args: string[]) => ReturnType<typeof executeIn>;
  /** Changes a file of the checkout; `original` is its initial content. */
  write(file: string, change: (original: string) => string): void;
  /** `up local --gate`, ended by that signal once the step's line is printed. */
  endedBy(signal: NodeJS.Signals): Promise<{ code: number | null; text: string }>;
  serving(): Promise<readonly { versionId: string; percentage: number }[]>;
  /** Completed rollouts: lines of the audit trail, oldest first, and events at Sentry. */
  ends(): Promise<{ readonly lines: readonly string[]; readonly alerts: number }>;
  load(requestsPerSecond: number): Promise<Load>;
  close(): Promise<void>;
}

interface Load {
  readonly requests: () => number;
  /** `kinds`: how many failed by status and route. */
  stop(): Promise<{ requests: number; failed: number; touched: number; kinds: string }>;
}

export const gate = { steps: [10, 50], windowSeconds: 20, minimumRequests: 40 } as const;

const rolloutSection = `  seaworthy:rollout:
    steps: [${gate.steps.join(", ")}]
    windowSeconds: ${gate.windowSeconds}
    minimumRequests: ${gate.minimumRequests}
    paths: [${nextRead("anonymous", 0).path.split("?")[0]}]
`;

export async function openGatedStack(): Promise<GatedStack> {
  const checkout = copyCheckout();
  const stack = createTestStack(checkout.command);
  const close = async () => {
    await stack.close();
    checkout.remove();
  };
  try {
    return { ...(await openIn(stack, checkout)), close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

async function openIn(
  stack: TestStack,
  checkout: CheckoutCopy,
): Promise<Omit<GatedStack, "close">> {
  const seaworthy = (...args: string[]) =>
    executeIn(checkout.root, process.execPath, [checkout.command, ...args], stack.environment);
  const originals = new Map<string, string>();
  const write: GatedStack["write"] = (file, change) => {
    const path = join(checkout.root, file);
    const original = originals.get(path) ?? readFileSync(path, "utf8");
    originals.set(path, original);
    writeFileSync(path, change(original));
  };
  write("Pulumi.local.yaml", (text) => `${text.trimEnd()}\n${rolloutSection}`);
  mustSucceed(await seaworthy("up", "local"));
  const environment = readEnvironment(await stack.variables());
  const state = await openEngine({ name: "local", isLocal: true }, environment).readState();
  const vendors = vendorsOf(await stack.status(), state.manifest);
  return {
    ...{ stack, seaworthy, write },
    endedBy: (signal) => endedBy(signal, checkout, stack),
    serving: async () => (await openDeployed(state.manifest, environment).worker.shares()).shares,
    ends: () => endsOf(vendors, environment),
    load: (requestsPerSecond) => openLoad(state, requestsPerSecond),
  };
}

async function endedBy(
  signal: NodeJS.Signals,
  { root, command }: CheckoutCopy,
  { environment }: TestStack,
): Promise<{ code: number | null; text: string }> {
  const child = spawn(process.execPath, [command, "up", "local", "--gate"], {
    ...{ cwd: root, env: environment, stdio: ["ignore", "pipe", "pipe"] },
  });
  let text = "";
  const read = (line: string) => {
    text += `${line}\n`;
    if (line.includes("% of the requests go to the new version")) child.kill(signal);
  };
  createInterface({ input: child.stdout }).on("line", read);
  createInterface({ input: child.stderr }).on("line", read);
  const [code] = (await once(child, "close")) as [number | null];
  return { code, text };
}

const issuesSchema = z.array(z.object({ title: z.string(), count: z.coerce.number() }));

async function endsOf(vendors: Vendors, environment: Environment) {
  const trail = await openTrail(stackTags("local", environment)).read();
  const { organization } = vendors;
  const path = `/0/organizations/${organization}/issues/?query=&limit=100`;
  const issues = issuesSchema.parse(await vendors.call("sentry", "GET", path));
  const alerts = issues.filter(({ title }) => title.startsWith("Rollout of a version of the app"));
  return {
    lines: trail.filter(({ what }) => what.startsWith("rollout-")).map(({ what }) => what),
    alerts: alerts.reduce((sum, { count }) => sum + count, 0),
  };
}

function kindsOf(failures: readonly { status: number; route: string }[]): string {
  const counts: Record<string, number> = {};
  for (const { status, route } of failures) {
    const kind = `${status} ${route}`;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return JSON.stringify(counts);
}

async function openLoad(state: StackState, requestsPerSecond: number): Promise<Load> {
  const { url } = state.manifest.app;
  const jwt = credentialIn(state, "jwt");
  const secrets: LoadSecrets = {
    jwt: secretIn(jwt, jwt.slot),
    operatorToken: operatorTokenOf(state),
    claims: tokenClaims(state.manifest),
  };
  let touched = 0;
  const load = startLoad({
    ...{ url, clients: 8, requestsPerSecond, sessionMs: 2_000 },
    apiKeys: await makeApiKeys(url, secrets, 3),
    secrets: () => secrets,
    onAnswer: (headers) => {
      // A response from the edge's cache reached no version.
      if (headers[plantedHeader] !== undefined && headers["cf-cache-status"] !== "HIT")
        touched += 1;
    },
  });
  return {
    requests: load.requests,
    stop: async () => {
      const { requests, failures } = await load.stop();
      return { requests, failed: failures.length, touched, kinds: kindsOf(failures) };
    },
  };
}
