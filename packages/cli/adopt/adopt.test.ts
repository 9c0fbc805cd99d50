import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProject } from "@seaworthy/core/project";
import type { ResourceHandler } from "@seaworthy/plugins/kit/plugin";
import { Secret, type Values } from "@seaworthy/plugins/kit/values";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { adopt } from "../commands/adopt/adopt.ts";
import { kebab, uniquelyNamed } from "./live-object.ts";
import { programFiles } from "./program.ts";
import { readObjects } from "./read-objects.ts";
import { adoptedFolder, requireNoProgram, writeProgram } from "./write-program.ts";

const ruleset = { type: "cloudflare:index/ruleset:Ruleset", name: "waf", importId: "zones/z/r" };
const pooler = { type: "seaworthy:supabase:Pooler", name: "pooler", importId: "ref" };
const inputs = { zoneId: "z", rules: [{ headers: { "X-A": "it's" } }], enabled: false };

describe("a program for what runs already", () => {
  const files = programFiles(
    "shop",
    [
      { ...ruleset, inputs, untold: ["origin.password"] },
      { ...pooler, inputs: { defaultPoolSize: 10 }, untold: [] },
    ],
    [{ name: "seaworthy", path: "../../plugin" }],
  );

  test("imports each object, protected, one file a vendor", () => {
    expect(Object.keys(files).sort()).toEqual([
      "Pulumi.yaml",
      "cloudflare.ts",
      "index.ts",
      "package.json",
      "supabase.ts",
    ]);
    expect(files["cloudflare.ts"]).toContain('import * as cloudflare from "@pulumi/cloudflare";');
    expect(files["cloudflare.ts"]).toContain('new cloudflare.Ruleset(\n  "waf",');
    expect(files["cloudflare.ts"]).toContain(
      '{ import: "zones/z/r", protect: true, ignoreChanges: ["origin.password"] }',
    );
    expect(files["supabase.ts"]).toContain("new seaworthy.Pooler(");
    expect(files["Pulumi.yaml"]).toContain("path: ../../plugin");
    for (const [name, text] of Object.entries(files))
      if (name.endsWith(".ts")) expect(() => stripTypeScriptTypes(text)).not.toThrow();
  });

  test("names are short, and unique within a type", () => {
    expect(kebab("route", "api.example.com/*")).toBe("route-api-example-com");
    const named = uniquelyNamed([ruleset, ruleset, { ...pooler, name: "waf" }]);
    expect(named.map(({ name }) => name)).toEqual(["waf", "waf-2", "waf"]);
  });
});

test("secrets of live objects are never written, and what cannot be read is left out", async () => {
  const reader = (found: Values | undefined): ResourceHandler =>
    ({
      read: async ({ id }) => {
        if (found === undefined) throw new RangeError("403");
        return { id, inputs: found, outputs: {} };
      },
    }) as Partial<ResourceHandler> as ResourceHandler;
  const { read, leftOut } = await readObjects([ruleset, pooler], {
    [ruleset.type]: reader({ origin: { user: "u", password: new Secret("s3cret") }, budget: null }),
    [pooler.type]: reader(undefined),
  });
  expect(read).toEqual([
    { ...ruleset, inputs: { origin: { user: "u" } }, untold: ["origin.password"] },
  ]);
  expect(leftOut).toEqual([{ what: "Pooler pooler", why: "403" }]);
});

describe("the folder of an adopted stack", () => {
  let root: string;
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), "sea-adopt-"));
    writeFileSync(join(root, "Pulumi.yaml"), readFileSync(findProject().programFile));
    writeFileSync(join(root, "package.json"), "{}");
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  test("is there whole or not at all, and never written over", () => {
    const project = findProject(root);
    const half = writeProgram(project, "shop", "prod", []);
    expect(existsSync(adoptedFolder(project, "shop"))).toBe(false);
    half.discard();
    expect(readdirSync(join(root, "adopted"))).toEqual([]);
    const whole = writeProgram(project, "shop", "prod", [{ ...pooler, inputs: {}, untold: [] }]);
    whole.finish();
    whole.discard();
    expect(readFileSync(join(root, "adopted/shop/Pulumi.yaml"), "utf8")).toContain(
      "path: ../../packages/plugins/seaworthy",
    );
    expect(() => requireNoProgram(project, "shop")).toThrow("Nothing was changed");
  });
});

test.each([
  ["local", { hostname: "localhost" }, "cannot be the name"],
  ["shop", {}, "Say what to adopt"],
  ["shop", { sentry: "shop" }, "<organization>/<project>"],
])("adopt %s %o is refused", async (stack, options, said) => {
  const all = { environment: "prod", owner: "platform", ...options };
  await expect(adopt(stack, all)).rejects.toThrow(said);
});
