import { describe, expect, it } from "vitest";
import { formatAge, formatBytes, formatDuration, shorten } from "./format.ts";

describe("formats", () => {
  it.each([
    [undefined, "–"],
    [0, "0 B"],
    [999, "999 B"],
    [1500, "1.5 kB"],
    [12_400_000, "12.4 MB"],
    [261_000_000, "261 MB"],
    [5e12, "5000 GB"],
  ])("%s bytes are %s", (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it.each([
    [0, "0 s"],
    [59, "59 s"],
    [60, "1 min"],
    [3_700, "1 h 1 min"],
    [200_000, "2 d"],
  ])("%i seconds are %s", (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  it("shows ages and shortens ids", () => {
    expect(formatAge("2026-11-21T12:00:00Z", "2026-11-21T12:03:00Z")).toBe("3 min ago");
    expect(formatAge("nonsense", "2026-11-21T12:03:00Z")).toBe("–");
    expect([shorten("0123456789"), shorten("012345678")]).toEqual(["01234567…", "012345678"]);
  });
});
