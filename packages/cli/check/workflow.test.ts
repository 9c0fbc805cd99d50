import { readFileSync } from "node:fs";
import { join } from "node:path";
import { findProject } from "@seaworthy/core/project";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";

const step = z.looseObject({ uses: z.string().optional(), run: z.string().optional() });
const job = z.looseObject({
  permissions: z.record(z.string(), z.string()),
  "timeout-minutes": z.number(),
  steps: z.array(step),
});
const workflow = z.looseObject({
  on: z.record(z.string(), z.unknown()),
  permissions: z.object({}).strict(),
  jobs: z.record(z.string(), job),
});

const text = readFileSync(
  join(findProject().root, ".github/workflows/seaworthy-check.yml"),
  "utf8",
);
const { on, jobs } = workflow.parse(parse(text));
const steps = Object.values(jobs).flatMap((one) => one.steps);

test("every action is pinned to a full commit hash, with its version beside it", () => {
  const used = steps.flatMap(({ uses }) => uses ?? []);
  expect(used.length).toBeGreaterThan(0);
  for (const action of used) expect(action).toMatch(/^actions\/[a-z-]+@[0-9a-f]{40}$/);
  expect(text.match(/uses: actions\/.*@[0-9a-f]{40} # v\d+\.\d+\.\d+$/gm)).toHaveLength(
    used.length,
  );
});

test("jobs that run a pull request's code can only read, and jobs that can write run none of it", () => {
  expect(jobs.check?.permissions).toEqual({ contents: "read" });
  expect(jobs.publish?.permissions).toEqual({
    "pull-requests": "write",
    "security-events": "write",
  });
  expect(JSON.stringify(jobs.publish?.steps)).not.toMatch(/checkout|npm|npx|node /);
});

test("it can be called by others, runs for forks, and uses no secret", () => {
  expect(Object.keys(on)).toEqual(["pull_request", "workflow_call"]);
  expect(text).not.toMatch(/secrets[.:]|pull_request_target/);
});

test("no text from a pull request is put into a shell command", () => {
  for (const { run } of steps) expect(run ?? "").not.toContain("${{");
});
