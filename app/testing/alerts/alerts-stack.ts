import { startStack, type TestStack } from "../stack.ts";
import { type Watch, type Watched, watchAlerts } from "./watch.ts";

export interface AlertsStack {
  readonly stack: TestStack;
  readonly watch: Watch;
  readonly worker: Watched;
  /** Forgets every alert and evaluates once, as the baseline of the next test. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** @param vars of the Worker */
export async function startAlertsStack(
  vars: Readonly<Record<string, string>> = {},
): Promise<AlertsStack> {
  const stack = await startStack();
  const watch = await watchAlerts(stack);
  const worker = await watch.start(vars);
  return {
    stack,
    watch,
    worker,
    reset: async () => {
      await watch.forget();
      await worker.evaluate();
    },
    close: async () => {
      await watch.close();
      await stack.close();
    },
  };
}
