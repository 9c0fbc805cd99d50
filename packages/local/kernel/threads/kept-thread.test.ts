import { codeFile } from "@seaworthy/core/code-file";
import { afterEach, expect, it, vi } from "vitest";
import { createLogger } from "../logger.ts";
import { KeptThread, type KeptThreadOptions } from "./kept-thread.ts";
import { type TestedCalls, type TestingCalls, testedCalls } from "./testing-thread.ts";

type Thread = KeptThread<TestingCalls, TestedCalls>;

const logged: string[] = [];
let thread: Thread;
const times = { calmMs: 60_000, firstWaitMs: 5, longestWaitMs: 20, closeMs: 5_000 };

function open(changes: Partial<KeptThreadOptions<TestingCalls, TestedCalls>> = {}): Thread {
  logged.length = 0;
  thread = new KeptThread<TestingCalls, TestedCalls>({
    file: codeFile(import.meta, "testing-thread"),
    title: "The tested thread",
    own: { reply: async (text) => `heard ${text}` },
    names: testedCalls,
    log: createLogger((line) => logged.push(JSON.parse(line).event)),
    resume: async () => undefined,
    cleanUp: async () => undefined,
    times,
    ...changes,
  });
  return thread;
}
afterEach(() => thread.close());

it("both ends call each other, and errors keep their code, advice and details", async () => {
  const { other } = open();
  expect(await other.greet("you")).toBe("hello you");
  expect(await other.askBack("a word")).toBe("heard a word");
  await expect(other.refuse()).rejects.toMatchObject({
    code: "PORT_TAKEN",
    message: "Port 1 is taken.",
    retryable: true,
    details: { port: 1 },
    stack: expect.stringContaining("testing-thread"),
  });
});

it("one that crashes is replaced: calls under way fail with the reason, later ones wait", async () => {
  const resumed = vi.fn(async (other: TestedCalls) => expect(await other.id()).not.toBe(first));
  const cleanUp = vi.fn(async () => undefined);
  const { other } = open({ resume: resumed, cleanUp });
  const first = await other.id();
  const underWay = [other.crash(), other.crash()];
  for (const call of underWay)
    await expect(call).rejects.toMatchObject({
      code: "PROCESS_FAILED",
      message: expect.stringMatching(
        /^The tested thread ended unexpectedly \(crashed on purpose\)/,
      ),
    });
  expect(await other.id()).not.toBe(first);
  expect(cleanUp).toHaveBeenCalledTimes(1);
  expect(resumed).toHaveBeenCalledTimes(1);
  expect(logged).toEqual(["thread.ended", "thread.restarted"]);
});

it("one that cannot resume is retried, and calls meanwhile fail with the reason", async () => {
  let failures = 2;
  const resume = async ({ refuse }: TestedCalls) => {
    if (failures-- > 0) await refuse();
  };
  const { other } = open({ resume, times: { ...times, firstWaitMs: 300, longestWaitMs: 300 } });
  await expect(other.crash()).rejects.toThrow("crashed on purpose");
  await expect(other.greet("you")).rejects.toThrow("Port 1 is taken.");
  await vi.waitFor(async () => expect(await other.greet("you")).toBe("hello you"), {
    timeout: 20_000,
    interval: 100,
  });
  expect(failures).toBe(-1);
});

it("one that hangs is ended when closed, and a closed one is not started again", async () => {
  const { promise: hanging, resolve } = Promise.withResolvers<string>();
  const reply = async (text: string) => {
    resolve(text);
    return text;
  };
  const { other } = open({ own: { reply }, times: { ...times, closeMs: 50 } });
  const ended = expect(other.hang()).rejects.toMatchObject({ code: "CLOUD_NOT_RUNNING" });
  await hanging;
  await thread.close();
  await ended;
  expect(logged).toEqual(["thread.not_closed"]);
  await expect(other.greet("you")).rejects.toThrow("The tested thread has been closed.");
});
