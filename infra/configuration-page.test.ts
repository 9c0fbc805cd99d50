import { readFileSync } from "node:fs";
import { join } from "node:path";
import { findProject } from "@seaworthy/core/project";
import { renderConfiguration } from "@seaworthy/stack/config/reference";
import { readStackFile, stackNames } from "@seaworthy/stack/config/stack-file";
import { expect, test } from "vitest";
import { configuration } from "./config.ts";

const page = renderConfiguration(configuration);

test("docs/production/configuration.md matches the schema", () => {
  expect(readFileSync(join(findProject().root, "docs/production/configuration.md"), "utf8")).toBe(
    page,
  );
});

test("every key and every section is described", () => {
  const rows = page.split("\n").filter((line) => line.startsWith("| `"));
  expect(rows.length).toBeGreaterThan(50);
  expect(rows.filter((line) => line.endsWith("|  |"))).toEqual([]);
  expect(page).not.toMatch(/^\.$/m);
});

test.each(stackNames)("every key of Pulumi.%s.yaml is explained", (stack) => {
  for (const key of keysOf(readStackFile(stack)))
    expect(page).toMatch(
      new RegExp(
        `^\\| \`${key.replaceAll(/[.[\]]/g, "\\$&")}\` \\| .+ \\| (yes)? \\| \\S.+ \\|$`,
        "m",
      ),
    );
});

/** Those of the objects in a list as `contacts[].who`. */
function keysOf(config: Readonly<Record<string, unknown>>, prefix = ""): string[] {
  return Object.entries(config).flatMap(([key, value]) => {
    const objects = Array.isArray(value) ? value.filter(isObject) : [];
    if (objects.length > 0) return objects.flatMap((one) => keysOf(one, `${prefix}${key}[].`));
    return isObject(value) ? keysOf(value, `${prefix}${key}.`) : [`${prefix}${key}`];
  });
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
