import { describe, expect, it } from "vitest";
import { refusalOf, refusedCommands } from "./commands.ts";

describe("commands that REST does not support", () => {
  it.each(Object.values(refusedCommands).flat())(
    "%s is refused by name, in any letter case",
    (name) => {
      expect(refusalOf([name.toLowerCase(), "x"])).toContain(
        `ERR Command is not available: '${name}'`,
      );
    },
  );

  it("refuses XREAD and XREADGROUP only when they block", () => {
    expect(refusalOf(["XREAD", "BLOCK", "0", "STREAMS", "s", "$"])).toContain("XREAD BLOCK");
    expect(
      refusalOf(["xreadgroup", "GROUP", "g", "c", "count", "1", "block", "5", "STREAMS", "s", ">"]),
    ).toContain("XREADGROUP BLOCK");
    expect(refusalOf(["XREAD", "STREAMS", "block", "0"])).toBeUndefined();
    expect(
      refusalOf(["XREADGROUP", "GROUP", "block", "streams", "STREAMS", "s", ">"]),
    ).toBeUndefined();
  });

  it("allows the rest", () => {
    for (const name of ["GET", "SET", "SCAN", "EVAL", "XADD", "PUBLISH", "PUBSUB", "INFO", "PING"])
      expect(refusalOf([name])).toBeUndefined();
  });
});
