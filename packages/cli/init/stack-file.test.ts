import { readFileSync } from "node:fs";
import { findProject } from "@seaworthy/core/project";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { asTemplate, placeOf, valuesIn, withValues } from "./stack-file.ts";

const text = `# Ours.
encryptionsalt: v1:abc
config:
  seaworthy:environment: prod
  cloudflare:apiToken:
    secure: v1:xyz
  seaworthy:database:
    project:
      password:
        secure: v1:deep
  seaworthy:edge:
    zoneId: old # of the shop
    hostname: old.example.com
`;

describe("a stack file", () => {
  test("gets the values, and keeps its comments and other keys", () => {
    const written = withValues(text, { zoneId: "new", region: "eu-west-1" }, "schema.json");
    expect(written.split("\n")[0]).toBe("# yaml-language-server: $schema=schema.json");
    expect(written).toContain("# Ours.");
    expect(written).toContain("zoneId: new # of the shop");
    expect(parse(written)).toMatchObject({
      encryptionsalt: "v1:abc",
      config: {
        "seaworthy:edge": { zoneId: "new", hostname: "old.example.com" },
        "seaworthy:database": { project: { region: "eu-west-1" } },
      },
    });
    expect(withValues(written, { zoneId: "new" }, "schema.json")).toBe(written);
  });

  test("gets a person to call, in place of the one that is there", () => {
    const first = withValues(text, { contact: "mailto:ann@shop.dev" }, "s");
    const contacts = [{ who: "On call", how: "mailto:ann@shop.dev", level: 1, security: true }];
    expect(parse(first)).toMatchObject({ config: { "seaworthy:contacts": contacts } });
    const second = withValues(first, { contact: "tel:+49-30-1" }, "s");
    expect(valuesIn(second).contact).toBe("tel:+49-30-1");
    expect(second.match(/who:/g)).toHaveLength(1);
  });

  test("of another stack is copied without its encryption key and secrets", () => {
    const copied = asTemplate(text);
    expect(copied).not.toMatch(/encryptionsalt|secure|apiToken|password/);
    expect(valuesIn(copied)).toMatchObject({ environment: "prod", zoneId: "old" });
  });

  test("that cannot be read is not changed", () => {
    expect(() => withValues("a: [", {}, "s")).toThrow(
      expect.objectContaining({ code: "CONFIG_INVALID" }),
    );
  });

  test("of production has every value that init asks for", () => {
    const production = readFileSync(findProject().stackFile("prod"), "utf8");
    expect(Object.keys(valuesIn(production)).sort()).toEqual(Object.keys(placeOf).sort());
    expect(Object.values(valuesIn(production)).every((value) => value !== undefined)).toBe(true);
  });
});
