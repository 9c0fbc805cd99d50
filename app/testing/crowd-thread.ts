import { once } from "node:events";
import { Agent, type ClientRequest, type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { parentPort, workerData } from "node:worker_threads";
import type { Answer } from "./crowd.ts";

/** `origins` are used in turn. */
const { origins, path, count } = workerData as {
  origins: readonly string[];
  path: string;
  count: number;
};
const agent = new Agent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY });

/** Resolves when the operating system has the whole request. */
async function sent(asked: ClientRequest): Promise<void> {
  asked.end();
  await once(asked, "finish");
}

/** A request without a response has status 0. */
async function answerOf(asked: ClientRequest): Promise<Answer> {
  try {
    const [response] = (await once(asked, "response")) as [IncomingMessage];
    const timing = response.headers["server-timing"];
    const source = typeof timing === "string" ? timing.slice("cache;desc=".length) : undefined;
    return { status: response.statusCode ?? 0, text: await text(response), source };
  } catch (thrown) {
    return { status: 0, text: String(thrown), source: undefined };
  }
}

const asked = Array.from({ length: count }, (_, index) =>
  request(new URL(path, origins[index % origins.length]), { agent }),
);
const answers = asked.map(answerOf);
await Promise.allSettled(asked.map(sent));
parentPort?.postMessage({ sent: true });
parentPort?.postMessage({ answers: await Promise.all(answers) });
