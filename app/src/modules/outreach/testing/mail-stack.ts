import { startStack, type TestStack } from "../../../../testing/stack.ts";
import { type MailCloud, startMailCloud } from "./mail-cloud.ts";

/** The app, and a mail provider that keeps what it sends. */
export interface MailStack {
  readonly cloud: MailCloud;
  readonly stack: TestStack;
  close(): Promise<void>;
}

export async function startMailStack(): Promise<MailStack> {
  const cloud = await startMailCloud();
  try {
    const stack = await startStack(cloud.vars);
    return {
      cloud,
      stack,
      close: async () => {
        await stack.close();
        await cloud.close();
      },
    };
  } catch (thrown) {
    await cloud.close();
    throw thrown;
  }
}
