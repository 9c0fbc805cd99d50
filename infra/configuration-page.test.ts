import { readFileSync } from "node:fs";
import { join } from "node:path";
import { findProject } from "@seaworthy/core/project";
import { renderConfiguration } from "@seaworthy/stack/config/reference";
import { readStackFile, stackNames } from "@seaworthy/stack/config/stack-file";
import { expect, test } from "vitest";
import { configuration } from "./config.ts";

const page = renderConfiguration(configuration);

test("docs/configuration.md matches the schema", () => {
  expect(readFileSync(join(findProject().root, "docs/configuration.md"), "utf8")).toBe(page);
});

test.each(stackNames)("every key of Pulumi.%s.yaml is explained", (stack) => {
  for (const key of keysOf(readStackFile(stack)))
    expect(page).toMatch(
      new RegExp(`^\\| \`${key.replaceAll(".", "\\.")}\` \\| .+ \\| (yes)? \\| \\S.+ \\|$`, "m"),
    );
});

function keysOf(config: Readonly<Record<string, unknown>>, prefix = ""): string[] {
  return Object.entries(config).flatMap(([key, value]) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? keysOf(value as Record<string, unknown>, `${prefix}${key}.`)
      : [`${prefix}${key}`],
  );
}
