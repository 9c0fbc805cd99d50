import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { scriptLock } from "./key-locking.ts";
import { ScriptHeaders, withoutUpstashFlag } from "./script-headers.ts";

const script = "#!lua flags=allow-key-locking\nreturn 1";
const plain = `\n${scriptLock}return 1`;
const sha = (text: string) => createHash("sha1").update(text).digest("hex");

describe("Upstash's scripts", () => {
  it("lose the flag that Redis refuses, and keep their line numbers and other flags", () => {
    expect(withoutUpstashFlag(script)).toBe(plain);
    expect(withoutUpstashFlag("#!lua flags=no-writes, allow-key-locking\nx")).toBe(
      `#!lua flags=no-writes\n${scriptLock}x`,
    );
    expect(scriptLock).not.toContain("\n");
    expect(withoutUpstashFlag("return 'allow-key-locking'")).toBeUndefined();
    expect(withoutUpstashFlag("#!lua flags=no-writes\nx")).toBeUndefined();
  });

  it("are found by the digest of the original", () => {
    const headers = new ScriptHeaders();
    expect(headers.rewrite(["EVALSHA", sha(script), "0"]).command).toEqual([
      "EVALSHA",
      sha(script),
      "0",
    ]);
    expect(headers.rewrite(["eval", script, "0"]).command).toEqual(["eval", plain, "0"]);
    expect(headers.rewrite(["EVALSHA", sha(script).toUpperCase(), "0"]).command).toEqual([
      "EVALSHA",
      sha(plain),
      "0",
    ]);
    expect(headers.rewrite(["SCRIPT", "EXISTS", sha(script), "ff"]).command).toEqual([
      "SCRIPT",
      "EXISTS",
      sha(plain),
      "ff",
    ]);
  });

  it("return the digest that the client knows for SCRIPT LOAD", () => {
    const { command, reply } = new ScriptHeaders().rewrite(["SCRIPT", "load", script]);
    expect(command).toEqual(["SCRIPT", "load", plain]);
    expect(String(reply?.(Buffer.from(sha(plain))))).toBe(sha(script));
  });
});
