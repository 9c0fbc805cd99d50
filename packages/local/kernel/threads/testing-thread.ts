import { parentPort, threadId } from "node:worker_threads";
import { SeaworthyError } from "@seaworthy/core/errors";
import { connectCalls } from "./calls.ts";

/** What the thread of the tests can do. */
export interface TestedCalls {
  greet(name: string): Promise<string>;
  /** Asks the other end, which answers with its own words. */
  askBack(text: string): Promise<string>;
  refuse(): Promise<void>;
  id(): Promise<number>;
  /** Ends the thread while the call is under way. */
  crash(): Promise<void>;
  hang(): Promise<void>;
  close(): Promise<void>;
}

export const testedCalls = [
  "greet",
  "askBack",
  "refuse",
  "id",
  "crash",
  "hang",
  "close",
] as const satisfies readonly (keyof TestedCalls)[];

export interface TestingCalls {
  reply(text: string): Promise<string>;
}

function open(port: NonNullable<typeof parentPort>): void {
  const { other, serve } = connectCalls<TestedCalls, TestingCalls>(port, ["reply"]);
  serve({
    greet: async (name) => `hello ${name}`,
    askBack: (text) => other.reply(text),
    refuse: async () => {
      throw new SeaworthyError("PORT_TAKEN", "Port 1 is taken.", {
        retryable: true,
        details: { port: 1 },
      });
    },
    id: async () => threadId,
    crash: () =>
      new Promise(() => {
        setImmediate(() => {
          throw new SeaworthyError("PROCESS_FAILED", "crashed on purpose");
        });
      }),
    hang: async () => {
      void other.reply("hanging");
      for (;;);
    },
    close: async () => undefined,
  });
}

if (parentPort) open(parentPort);
