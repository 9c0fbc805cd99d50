import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { sendSignal } from "./send-signal.ts";

describe("sendSignal", () => {
  it("ends a process, and leaves one alone that ended before the signal", async () => {
    const child = spawn("sleep", ["60"]);
    const pid = child.pid ?? expect.fail("sleep did not start");
    const ended = once(child, "exit");
    sendSignal(pid, "SIGTERM");
    expect(await ended).toEqual([null, "SIGTERM"]);
    expect(() => sendSignal(pid, "SIGCONT")).not.toThrow();
  });

  it("does not hide any other refusal", () => {
    expect(() => sendSignal(process.pid, "SIGNONE" as NodeJS.Signals)).toThrow("SIGNONE");
  });
});
