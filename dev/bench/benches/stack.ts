import { setTimeout as delay } from "node:timers/promises";
import { createTestStack, mustSucceed, type TestStack } from "../../e2e/harness.ts";
import { createBareProgram } from "../bare-program.ts";
import { stackMemoryBytes } from "../memory.ts";
import { median, seconds } from "../stopwatch.ts";

/**
 * How often each thing is timed; the median is reported. Pairs alternate, so that a slow minute
 * affects both.
 */
const rounds = 5;

/**
 * Starting the stack, its memory, an `up` that changes nothing, and an `up` that changes the app.
 */
export async function measure(): Promise<Record<string, unknown>> {
  const stack = createTestStack();
  try {
    return await measureStack(stack);
  } finally {
    await stack.close();
  }
}

async function measureStack(stack: TestStack): Promise<Record<string, unknown>> {
  const fromNothingSeconds = await seconds(() => stack.up());
  await stack.seaworthy("down", "local");
  const fromStoppedSeconds = await seconds(() => startAndAnswer(stack));
  await stack.up();
  const memory = stackMemoryBytes(stack.directory);
  const bare = await createBareProgram(stack);
  const sdk = await createBareProgram(stack, "sdk");
  await bare.up();
  await sdk.up();
  const noOp: { bare: number; sdk: number; ours: number }[] = [];
  const change: { bare: number; ours: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    noOp.push({
      bare: await seconds(bare.up),
      sdk: await seconds(sdk.up),
      ours: await seconds(() => noOpUp(stack)),
    });
    change.push({
      bare: await seconds(bare.up),
      ours: await seconds(() => changeApp(stack, round)),
    });
  }
  bare.close();
  sdk.close();
  return {
    fromNothingSeconds,
    fromStoppedSeconds,
    memoryMegabytes: memory.bytes / 1e6,
    processes: memory.processes,
    noOpUp: {
      bareSeconds: median(noOp.map((pair) => pair.bare)),
      sdkAndEmptyPackSeconds: median(noOp.map((pair) => pair.sdk)),
      seconds: median(noOp.map((pair) => pair.ours)),
      ratio: median(noOp.map((pair) => pair.ours / pair.bare)),
    },
    appChange: {
      seconds: median(change.map((pair) => pair.ours)),
      beyondBareSeconds: median(change.map((pair) => pair.ours - pair.bare)),
    },
  };
}

/**
 * From everything stopped to the app responding, with existing data: a developer's wait in the
 * morning.
 */
async function startAndAnswer(stack: TestStack): Promise<void> {
  mustSucceed(await stack.seaworthy("env", "local"));
  const { app } = await stack.status();
  for (;;) {
    const ready = await fetch(`${app.url}/health/ready`)
      .then((response) => response.ok)
      .catch(() => false);
    if (ready) return;
    await delay(20);
  }
}

async function noOpUp(stack: TestStack): Promise<void> {
  mustSucceed(await stack.pulumi("up", "--yes", "--non-interactive", "--policy-pack", "policies"));
}

/** Changes the Worker's deployment, and waits until the edge serves it. */
async function changeApp(stack: TestStack, round: number): Promise<void> {
  const origin = `http://localhost:${4000 + round}`;
  const file = stack.configure({ "seaworthy:app.corsOrigins": [origin] });
  mustSucceed(
    await stack.pulumi(
      "up",
      "--yes",
      "--non-interactive",
      "--policy-pack",
      "policies",
      "--config-file",
      file,
    ),
  );
  const { app } = await stack.status();
  for (;;) {
    const response = await fetch(`${app.url}/health`, { headers: { origin } });
    if (response.headers.get("access-control-allow-origin") === origin) return;
    await delay(20);
  }
}
