import { expect, test } from "vitest";
import { reasonOf } from "./startup-error.ts";

const reported = (message: string) =>
  `The Workers runtime failed to start. There was likely a problem with the workerd binary.
Runtime stderr:
${JSON.stringify({ timestamp: "1", level: "error", message, context_depth: 0 })}`;

test.each([
  [
    "service core:user:5ea0: Uncaught SyntaxError: Unexpected end of input\n  at file:///srv/a/index.js:3",
    "Uncaught SyntaxError: Unexpected end of input\n  at index.js:3",
  ],
  [
    "service core:user:5ea0: Uncaught Error: no configuration\n  at file:///srv/a/index.js:3:7 in init",
    "Uncaught Error: no configuration\n  at index.js:3:7 in init",
  ],
])("the reason comes first, with the upload's file names: %s", (message, right) => {
  expect(reasonOf(reported(message))).toBe(right);
});

test("a report without JSON is shown unchanged", () => {
  expect(reasonOf("spawn workerd ENOENT: error")).toBe("spawn workerd ENOENT: error");
});
