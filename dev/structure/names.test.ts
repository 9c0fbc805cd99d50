import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { genericNames } from "./generic-names.ts";
import { knownList } from "./known.ts";
import { namesIn, namesOfTheStack } from "./names.ts";
import { type Kind, type StackName, stackNames } from "./stack-names.ts";

const root = join(import.meta.dirname, "../..");
let names: StackName[];
beforeAll(async () => {
  names = await stackNames(root);
});

test("no package knows the stack by name, except known cases, all of which still exist", async () => {
  expect(await namesOfTheStack(root)).toEqual(knownList("names"));
});

test("the stack lists its names", () => {
  const of = (kind: Kind) => names.filter((name) => name.kind === kind).map(({ name }) => name);
  expect(of("route")).toEqual(expect.arrayContaining(["/rest/feed", "/rest/posts"]));
  expect(of("route").filter((route) => route.startsWith("/health"))).toEqual([]);
  expect(of("resource")).toEqual(expect.arrayContaining(["app-version", "errors-key-a", "redis"]));
  expect(of("secret")).toEqual(expect.arrayContaining(["api-key-pepper", "stripe"]));
  expect(of("binding")).toEqual(expect.arrayContaining(["FEED_UPDATES", "STRIPE_SECRET_KEY"]));
  expect(of("role")).toContain("app_worker");
  expect(of("table")).toContain("posts");
});

test("each generic name is one of the stack's, and used in some file", async () => {
  const unused = genericNames.flatMap(({ kind, names: all, within }) =>
    all
      .filter((name) => !names.some((one) => one.kind === kind && one.name === name))
      .map((name) => `${kind} ${name} ${within ?? ""}`),
  );
  expect(unused).toEqual([]);
});

describe("in a file of a package", () => {
  test.each([
    ['"/rest/posts"', "route /rest/posts"],
    ["origin + '/rest/posts/1'", "route /rest/posts"],
    ['"app-version"', "resource app-version"],
    ["// Revokes errors-key-a first.", "resource errors-key-a"],
    ['"jwt"', "secret jwt"],
    ["env.STRIPE_SECRET_KEY", "binding STRIPE_SECRET_KEY"],
    ["grant select on t to app_worker;", "role app_worker"],
    ["select id from posts", "table posts"],
    ['"app/migrations"', "path app"],
    ['join(root, "app", "migrations")', "path app"],
  ])("%s is found", async (text, found) => {
    expect(await namesIn(file(text), names)).toContain(`packages/cli/a.ts: ${found}`);
  });

  test.each([
    '"/rest/postscript"',
    '"my-app-version"',
    "A jwt and posts of people",
    '"database"',
    '"https://example.com/app/x"',
    '"./app/x.ts"',
    '"@seaworthy/app/bundle"',
  ])("%s is allowed", async (text) => {
    expect(await namesIn(file(text), names)).toEqual([]);
  });

  test("tests may use them", async () => {
    expect(await namesIn(file('"app-version"', "packages/cli/a.test.ts"), names)).toEqual([]);
    expect(await namesIn(file('"app-version"', "packages/cli/testing/a.ts"), names)).toEqual([]);
  });
});

function file(text: string, path = "packages/cli/a.ts"): string {
  const directory = mkdtempSync(join(tmpdir(), "sea-names-"));
  mkdirSync(dirname(join(directory, path)), { recursive: true });
  writeFileSync(join(directory, path), `${text}\n`);
  return directory;
}
