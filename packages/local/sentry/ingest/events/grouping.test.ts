import { describe, expect, it } from "vitest";
import { sentryEvent } from "./event.ts";
import { fingerprintOf, hashOf } from "./grouping.ts";

const hash = (event: Record<string, unknown>) => hashOf(fingerprintOf(sentryEvent.parse(event)));
const thrown = (type: string, value: string, frame?: Record<string, unknown>) => ({
  exception: {
    values: [
      {
        type,
        value,
        ...(frame
          ? {
              stacktrace: { frames: [{ filename: "lib.js", function: "x", in_app: false }, frame] },
            }
          : {}),
      },
    ],
  },
});
const readFeed = { filename: "feed.js", function: "readFeed", in_app: true };

describe("grouping", () => {
  it("groups one exception at one location, whatever its message", () => {
    expect(hash(thrown("E", "user 1", readFeed))).toBe(
      hash(thrown("E", "user 2", { ...readFeed, lineno: 9 })),
    );
    expect(hash(thrown("E", "x", readFeed))).not.toBe(hash(thrown("F", "x", readFeed)));
    expect(hash(thrown("E", "x", readFeed))).not.toBe(
      hash(thrown("E", "x", { ...readFeed, function: "other" })),
    );
  });

  it("separates two source lines of one function, wherever they are", () => {
    const at = (context_line: string, lineno: number) =>
      hash(thrown("E", "x", { ...readFeed, context_line, lineno }));
    expect(at("  throw first();", 7)).not.toBe(at("  throw second();", 9));
    expect(at("  throw first();", 7)).toBe(at("\tthrow  first();", 70));
    const minified = (line: string) => at(line.padEnd(200, "x"), 1);
    expect(minified("a()")).toBe(minified("b()"));
  });

  it("uses the message without its numbers if there is no stack", () => {
    expect(hash(thrown("E", "row 17 is gone"))).toBe(hash(thrown("E", "row 18 is gone")));
    expect(hash(thrown("E", "row 17 is gone"))).not.toBe(hash(thrown("E", "table 17 is gone")));
    expect(hash({ message: "job 8f14e45f-ceea-467f-a8d8-52b8f1a4a3a1 failed" })).toBe(
      hash({ message: "job 1f14e45f-ceea-467f-a8d8-52b8f1a4a3a2 failed" }),
    );
    expect(hash({ logentry: { message: "%s failed", formatted: "a failed" } })).toBe(
      hash({ logentry: { message: "%s failed", formatted: "b failed" } }),
    );
  });

  it("follows the SDK's fingerprint, and its default within it", () => {
    const mine = (value: string) =>
      hash({ ...thrown("E", value, readFeed), fingerprint: ["mine"] });
    expect(mine("a")).toBe(mine("b"));
    const withDefault = (type: string) =>
      hash({ ...thrown(type, "x", readFeed), fingerprint: ["{{ default }}", "tenant-1"] });
    expect(withDefault("E")).not.toBe(withDefault("F"));
    expect(hash({ ...thrown("E", "x", readFeed), fingerprint: ["{{ default }}"] })).toBe(
      hash(thrown("E", "x", readFeed)),
    );
  });
});
