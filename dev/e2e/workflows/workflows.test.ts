import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findProject } from "@seaworthy/core/project";
import { expect, test } from "vitest";
import { runSteps } from "./workflow-steps.ts";

const { root } = findProject();
const folder = join(root, ".github", "workflows");
const files = readdirSync(folder);
const textOf = (file: string) => readFileSync(join(folder, file), "utf8");

test.each(files)("%s pins its actions, has minimal permissions, and a timeout", (file) => {
  const text = textOf(file);
  for (const [, action = ""] of text.matchAll(/^\s+(?:- )?uses: (\S+)/gm))
    expect(action).toMatch(
      /^(actions\/[a-z-]+|github\/codeql-action\/[a-z]+|pulumi\/auth-actions)@[0-9a-f]{40}$|^\.\//,
    );
  expect(text).toMatch(/^permissions:( \{\}|\n {2}contents: read)$/m);
  const jobs = text.match(/^ {4}runs-on:/gm)?.length;
  expect(text.match(/^ {4}timeout-minutes: \d+$/gm)?.length).toBe(jobs);
  expect(text).not.toContain("pull_request_target");
});

test("a step runs as on GitHub, with the job's variables and values in place of expressions", () => {
  const [install, up] = runSteps(root, "deploy.yml", "prod", (expression) => `<${expression}>`);
  expect(install?.run).toBe("npm ci");
  expect(up?.run).toBe("npx --no-install seaworthy up prod --yes");
  expect(up?.environment).toMatchObject({
    CLOUDFLARE_API_TOKEN: "<secrets.CLOUDFLARE_API_TOKEN>",
  });
});

test.each([
  ["deploy.yml", ["preview", "staging", "prod"]],
  ["preview.yml", ["up", "down", "sweep"]],
  ["rotate.yml", ["rotate"]],
  ["drift.yml", ["drift"]],
  ["database.yml", ["report"]],
  ["restore.yml", ["restore"]],
  ["seaworthy-check.yml", ["check"]],
  ["tests.yml", ["tests"]],
])("%s installs by npm ci alone, and uses the one entry point of the command", (file, jobs) => {
  for (const job of jobs) {
    const runs = runSteps(root, file, job, () => "").map(({ run }) => run);
    expect(runs[0]).toBe("npm ci");
    expect(runs.join("\n")).not.toMatch(/npx (?!--no-install seaworthy )/);
  }
});

test("the weekly report of the database opens an issue when there is something, and is silent when not", () => {
  const read = runSteps(root, "database.yml", "report", () => "")[1]?.run ?? "";
  const script = /node -p '(.*)'/.exec(read)?.[1] ?? "";
  const found = (report: object) =>
    execFileSync(
      process.execPath,
      ["-p", script.replace('fs.readFileSync("slow.json")', "process.env.R")],
      {
        env: { R: JSON.stringify(report) },
        encoding: "utf8",
      },
    ).trim();
  expect(found({ unusedIndexes: [], missingIndexes: [] })).toBe("0");
  expect(found({ queries: [{}], unusedIndexes: [{}], missingIndexes: [] })).toBe("2");
});

test("each week CodeQL scans the code, npm audit the dependencies and seaworthy scan the files; updates are grouped", () => {
  const text = textOf("security.yml");
  expect(text).toContain("github/codeql-action/analyze@");
  expect(text).toContain("cron: ");
  const [audit] = runSteps(root, "security.yml", "audit", () => "");
  expect(audit?.run).toBe("npm audit --package-lock-only --audit-level=high");
  const secrets = runSteps(root, "security.yml", "secrets", () => "").map(({ run }) => run);
  expect(secrets).toEqual(["npm ci", "npx --no-install seaworthy scan"]);
  const updates = readFileSync(join(root, ".github", "dependabot.yml"), "utf8");
  expect(updates.match(/interval: monthly/g)).toHaveLength(2);
  expect(updates.match(/^ {4}groups:/gm)).toHaveLength(2);
});

test("staging is scanned by ZAP each week, and a scan without an address fails", () => {
  expect(textOf("zap.yml")).toContain("cron: ");
  const [scan] = runSteps(root, "zap.yml", "baseline", () => "");
  expect(scan?.run).toContain('zap-baseline.py -t "$STAGING_URL"');
  expect(scan?.run).toMatch(/-z "\$STAGING_URL" .*exit 2/);
});

test("the comment on a pull request links the run's results", () => {
  const steps = runSteps(root, "seaworthy-check.yml", "publish", () => "");
  expect(steps[0]?.run).toContain("actions/runs/$GITHUB_RUN_ID#artifacts");
});

test("git ignores .env files, and tracks their example", () => {
  const lines = readFileSync(join(root, ".gitignore"), "utf8").split("\n");
  expect(lines).toEqual(expect.arrayContaining([".env", ".env.*", "!.env.example"]));
});

test("deployments need approval: staging and prod are environments, and prod waits for staging", () => {
  const text = textOf("deploy.yml");
  for (const environment of ["preview", "staging", "prod"])
    expect(text).toContain(`    environment: ${environment}\n`);
  expect(text).toContain("    needs: staging\n");
  expect(text).toContain("github.event.pull_request.head.repo.full_name == github.repository");
});

test("a preview is never made for a fork, gets its own environment's tokens, and is deleted by main's code", () => {
  const jobs = textOf("preview.yml")
    .split(/^ {2}(?=\w+:$)/m)
    .slice(1)
    .slice(-3);
  const [make = "", drop = "", sweep = ""] = jobs;
  for (const job of [make, drop]) {
    const fork = "github.event.pull_request.head.repo.full_name == github.repository";
    expect(job).toMatch(new RegExp(`^ {4}if: .*&& ${fork.replaceAll(".", "\\.")} }}$`, "m"));
    expect(job).toMatch(/^ {6}NAME: pr-\$\{\{ github\.event\.pull_request\.number \}\}$/m);
  }
  for (const job of jobs) {
    expect(job).toContain("    environment: previews\n");
    expect(job).toContain("vars.SEAWORTHY_PREVIEWS == 'on' && ");
    expect(job).not.toMatch(/write|PASSPHRASE|SEAWORTHY_PROVIDED/);
  }
  expect(drop).toMatch(/ref: \$\{\{ github\.event\.repository\.default_branch \}\}$/m);
  expect(make).not.toContain("ref:");
  expect(sweep).toContain("seaworthy sweep --yes");
});

test("this repository's tests, lint and type-check run on Linux and macOS with Node.js 22 and 24", () => {
  expect(textOf("tests.yml")).toMatch(/os: \[ubuntu-\S+, macos-\S+\]\n\s+node: \[22, 24\]/);
  const runs = runSteps(root, "tests.yml", "tests", () => "").map(({ run }) => run);
  expect(runs).toEqual(["npm ci", "npm run lint", "npm run typecheck", "npm test"]);
});
