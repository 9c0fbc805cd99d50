import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { findProject } from "@seaworthy/core/project";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ownNpm, runIn } from "./own-npm.ts";

/** A new stack from tarballs alone, in a folder whose path contains a space. In this order. */
describe("a new stack", { timeout: 900_000 }, () => {
  const home = mkdtempSync(join(tmpdir(), "sea new "));
  const [tarballs, tool, stack] = ["tarballs", "tool", "my stack"].map((name) => join(home, name));
  if (!tarballs || !tool || !stack) throw new RangeError("Three folders are needed.");

  /** Nothing from this checkout. */
  const environment = ownNpm(/^npm_(?!config_(registry|cache))|^NODE_|^VITEST|^SEAWORTHY/i);
  const run = (cwd: string, program: string, ...args: string[]) =>
    runIn(cwd, environment, program, ...args);
  const seaworthy = (...args: string[]) => run(stack, "npx", "--no-install", "seaworthy", ...args);

  beforeAll(() => {
    const { root } = findProject();
    const pack = ["--disable-warning=ExperimentalWarning", "dev/pack/main.ts", "--out", tarballs];
    execFileSync(process.execPath, pack, { cwd: root });
    mkdirSync(tool);
    writeFileSync(join(tool, "package.json"), '{"private":true}');
    const needed = readdirSync(tarballs).filter((file) =>
      /^(create-)?seaworthy-(core-)?\d/.test(file),
    );
    run(tool, "npm", "install", "--no-audit", ...needed.map((file) => join(tarballs, file)));
  }, 900_000);

  afterAll(() => {
    rmSync(home, { recursive: true, force: true });
  });

  test("no tarball contains TypeScript that Node would have to strip", () => {
    const names = readdirSync(tarballs);
    expect(names.length).toBeGreaterThan(9);
    for (const name of names) {
      const files = run(tarballs, "tar", "-tzf", name).split("\n");
      const code = files.filter((file) => !file.startsWith("package/template/"));
      expect(code.filter((file) => /(?<!\.d)\.ts$/.test(file))).toEqual([]);
    }
  });

  test("is created without files of the packages, in at most 4,000 lines", () => {
    const create = join(tool, "node_modules", ".bin", "create-seaworthy");
    const made = run(home, create, "my stack", "--module", "feed", "--tarballs", tarballs);
    expect(made).toContain("with feed");
    run(stack, "git", "init", "--quiet");
    run(stack, "git", "add", "--all");
    const files = run(stack, "git", "ls-files").trim().split("\n");
    expect(files.filter((file) => file.startsWith("packages/"))).toEqual([]);
    const own = files.filter((file) => !/^sdks\/|^LICENSE$/.test(file));
    const lines = own.map((file) => readFileSync(join(stack, file), "utf8").split("\n").length - 1);
    expect(lines.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(4_000);
  });

  test("comes up with npm install && npm start, and responds through the edge", async () => {
    run(stack, "npm", "install", "--no-audit");
    run(stack, "npm", "start");
    const { app } = JSON.parse(seaworthy("status", "local", "--json")) as { app: { url: string } };
    const response = await fetch(`${app.url}/health`);
    expect(response.status).toBe(200);
  });

  test("has tests that pass on real services", () => {
    const output = stripVTControlCharacters(run(stack, "npm", "test"));
    expect(output).toMatch(/Test Files +2 passed/);
    expect(output).not.toMatch(/skipped|todo/);
  });

  test("is refused for prod until its placeholders are filled in, and for nothing else", () => {
    const { status, stdout } = spawnSync(
      "npx",
      ["--no-install", "seaworthy", "check", "prod", "--format", "json"],
      { cwd: stack, env: environment, encoding: "utf8", maxBuffer: 100_000_000 },
    );
    expect(status).toBe(1);
    const { violations } = JSON.parse(stdout) as { violations: { rule: string }[] };
    expect(new Set(violations.map(({ rule }) => rule))).toEqual(
      new Set(["protection-no-placeholders"]),
    );
  });

  test("can be rotated", () => {
    expect(seaworthy("rotate", "local", "jwt")).toContain("jwt");
  });

  test("is upgraded by newer tarballs, which change none of its own files", () => {
    const newer = join(home, "newer");
    cpSync(tarballs, newer, { recursive: true });
    run(stack, "git", "add", "--all");
    const { dependencies = {} } = JSON.parse(readFileSync(join(stack, "package.json"), "utf8")) as {
      dependencies?: Record<string, string>;
    };
    const own = readdirSync(newer).filter((file) =>
      Object.values(dependencies).some((from) => from.endsWith(file)),
    );
    expect(own.length).toBeGreaterThan(5);
    run(stack, "npm", "install", "--no-audit", ...own.map((file) => join(newer, file)));
    const changed = run(stack, "git", "diff", "--name-only").trim().split("\n");
    expect(changed.filter((file) => !/^package(-lock)?\.json$/.test(file))).toEqual([]);
    expect(seaworthy("explain", "edge-hsts")).toContain("HSTS");
  });

  test("leaves nothing after down --wipe", () => {
    seaworthy("down", "local", "--wipe", "--yes");
    expect(() => seaworthy("status", "local")).toThrow("CLOUD_NOT_RUNNING");
  });
});
