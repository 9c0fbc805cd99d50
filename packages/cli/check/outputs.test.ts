import { expect, test } from "vitest";
import { parseOutputs } from "./outputs.ts";

test("formats go to files, and one of them to standard output", () => {
  expect(parseOutputs(["text", "sarif=out/a=b.sarif", "json=x"])).toEqual([
    { format: "text" },
    { format: "sarif", file: "out/a=b.sarif" },
    { format: "json", file: "x" },
  ]);
});

test.each([[["text", "json"]], [["xml"]], [["sarif="]], [["toString"]]])(
  "%j is a usage error",
  (given) => {
    expect(() => parseOutputs(given)).toThrow(expect.objectContaining({ code: "USAGE" }));
  },
);
