import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parseWaivers, readWaivers } from "./read.ts";

const written = `
- rule: edge-hsts
  resource: edge-setting-security-header
  owner: platform
  reason: Preload waits for the apex domain.
  expires: 2026-12-01
  link: https://example.com/tickets/7
`;

describe("a file that is not read", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "sea-waivers-"));
    for (const stack of ["prod", "staging"])
      writeFileSync(join(directory, `Pulumi.${stack}.yaml`), "");
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  test.each([
    ...["waivers.prod.yml", "waiver.prod.yaml", "Waivers.prod.YAML", "waivers.prod.json"],
    ...["waivers.yaml", "waivers.yml", "waivers.production.yaml", "waivers-prod.yaml"],
  ])("%s is refused by name, not ignored", (name) => {
    writeFileSync(join(directory, name), "[]\n");
    expect(() => readWaivers(join(directory, "waivers.prod.yaml"))).toThrow(
      expect.objectContaining({
        code: "WAIVERS_INVALID",
        message: expect.stringContaining(`${name} is not read`),
      }),
    );
  });

  test("that of another stack is", () => {
    writeFileSync(join(directory, "waivers.staging.yaml"), "[]\n");
    expect(readWaivers(join(directory, "waivers.prod.yaml"))).toEqual([]);
  });
});

describe("what a waiver says", () => {
  const withText = (key: string, text: string) =>
    written.replace(new RegExp(`${key}: .*`), `${key}: ${JSON.stringify(text)}`);

  test.each([
    ...[
      "",
      "          ",
      "xxxxxxxxxxxx",
      "TODO TODO TODO",
      "todo: tbd - todo",
      "...........",
      "1234567890 1234",
    ],
    ...["<your team reason>", "short"],
  ])("%j is no reason", (reason) => {
    expect(() => parseWaivers(withText("reason", reason), "w")).toThrow(/line 2: reason: must/);
    const permanent = withText("reason", reason)
      .replace("reason:", "notApplicable:")
      .replace(/ {2}(expires|link): .*\n/g, "");
    expect(() => parseWaivers(permanent, "w")).toThrow(/line 2: notApplicable: must/);
  });

  test.each(["", " ", "TODO", "n/a", "nobody", "-"])("%j is no owner", (owner) => {
    expect(() => parseWaivers(withText("owner", owner), "w")).toThrow(/line 2: owner: must/);
  });

  test.each(["rule", "resource"])("%s must not be empty", (key) => {
    expect(() => parseWaivers(withText(key, "  "), "w")).toThrow(`line 2: ${key}: must`);
  });

  test("a date must exist", () => {
    for (const day of ["2026-02-30", "2026-13-01", "01.12.2026"])
      expect(() => parseWaivers(withText("expires", day), "w")).toThrow(/line 2: expires: must/);
  });
});
