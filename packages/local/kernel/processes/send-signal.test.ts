import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { sendSignal } from "./send-signal.ts";

describe("sendSignal", () => {
  it("signals a process, and ignores one that has exited", async () => {
    const child = spawn("sleep", ["60"]);
    const pid = child.pid ?? expect.fail("sleep did not start");
    const ended = once(child, "exit");
    sendSignal(pid, "SIGTERM");
    expect(await ended).toEqual([null, "SIGTERM"]);
    expect(() => sendSignal(pid, "SIGCONT")).not.toThrow();
  });

  it("throws any other error", () => {
    expect(() => sendSignal(process.pid, "SIGNONE" as NodeJS.Signals)).toThrow("SIGNONE");
  });
});
