import { afterEach, expect, test, vi } from "vitest";
import { jsonLines, plainLines, type RotationEvent } from "./events.ts";

const events: readonly (readonly [RotationEvent, string | undefined])[] = [
  [{ event: "started", run: "1", secrets: { jwt: 2, acme: 1 } }, "Rotation 1: jwt → 2, acme → 1\n"],
  [{ event: "step", step: "prepare", at: "before" }, undefined],
  [{ event: "step", step: "prepare", at: "after", seconds: 1.25 }, "  prepare  1.3 s\n"],
  [
    {
      event: "left-out",
      secret: "acme",
      reason: "whose value an operator must supply",
      todo: "npx seaworthy rotate prod acme",
    },
    "Skipped acme: whose value an operator must supply. Type: npx seaworthy rotate prod acme\n",
  ],
  [
    { event: "unrevoked", secret: "acme", key: "…abcd", todo: "end it at its dashboard" },
    "acme: the previous key (…abcd) works until an operator does this: end it at its dashboard\n",
  ],
  [
    {
      event: "done",
      run: "1",
      outcome: "rotated",
      secrets: { "stack-passphrase": 2 },
      seconds: 3,
      gapMs: 700,
    },
    "Rotation 1: rotated in 3.0 s. For at most 700 ms no passphrase opened both state and stack file.\n",
  ],
];

function written(report: typeof jsonLines, event: RotationEvent): string | undefined {
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  report(event);
  return write.mock.calls[0]?.[0] as string | undefined;
}

afterEach(() => vi.restoreAllMocks());

test.each(events)("%j is a plain line without cursor escapes, or none", (event, line) => {
  expect(written(plainLines, event)).toBe(line);
});

test.each(events)("%j is one line of JSON with its time", (event) => {
  const line = written(jsonLines, event) ?? "";
  expect(line.trimEnd()).not.toContain("\n");
  expect(JSON.parse(line)).toEqual({ time: expect.stringMatching(/^\d{4}-/), ...event });
});
