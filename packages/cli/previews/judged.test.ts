import { readFileSync } from "node:fs";
import { findProject } from "@seaworthy/core/project";
import { evaluate } from "@seaworthy/readiness/evaluate";
import { changed, type PlannedStack, planStack } from "@seaworthy/readiness/testing/stack";
import { beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { previewFile } from "./preview-file.ts";

const text = readFileSync(findProject().stackFile("staging"), "utf8");
const config: Record<string, unknown> = parse(
  previewFile({ name: "pr-123", base: "staging", text }),
).config;

let preview: PlannedStack;
beforeAll(async () => {
  preview = await planStack(config);
});

const violated = ({ resources, facts }: PlannedStack) =>
  evaluate({ resources }, { ...facts, stack: "pr-123" }).violations.map(({ rule }) => rule.id);

const named = (type: string, property: string) =>
  preview.resources
    .filter((one) => one.type.endsWith(`:${type}`))
    .map(({ props }) => props[property]);

test("a preview of staging passes staging's policies, and declares nothing of the zone", () => {
  expect(violated(preview)).toEqual([]);
  expect(named("WorkersCustomDomain", "hostname")).toEqual(["pr-123.api.staging.seaworthy.dev"]);
  expect(named("Ruleset", "name")).toEqual([]);
  expect(named("ZoneSetting", "settingId")).toEqual([]);
  expect(named("WorkersRoute", "pattern")).toEqual([]);
});

test("its objects have names of their own", () => {
  expect(named("Worker", "name")).toEqual(["seaworthy-staging-pr-123"]);
  expect(named("Project", "name")).toContain("seaworthy-staging-pr-123");
  expect(named("RedisDatabase", "name").every((one) => String(one).includes("pr-123"))).toBe(true);
});

test("a zone's rules are judged where no preview shares it, and always in production", () => {
  const { resources, facts } = preview;
  const without = { ...config };
  delete without["seaworthy:preview"];
  const judged = (more: Partial<PlannedStack["facts"]>) =>
    violated({ resources, facts: { ...facts, ...more } });
  expect(judged({ config: without as typeof facts.config & object })).toContain(
    "edge-auth-rate-limit",
  );
  expect(judged({ environment: "prod" })).toContain("edge-auth-rate-limit");
});

test.each([
  ["environment", "prod", "seaworthy:environment: must not be prod in a preview"],
  ["edge.zone", "owned", "seaworthy:edge.zone: must be shared in a preview"],
  ["database.project.protect", true, "seaworthy:database.project.protect: must not be true"],
  ["preview.name", "PR 1", "seaworthy:preview.name: must be at most 20"],
])("%s %j is a mistake", async (key, value, said) => {
  const wrong =
    key === "environment"
      ? { ...config, "seaworthy:environment": value }
      : changed(config, key, value);
  const thrown: unknown = await planStack(wrong).catch((cause: unknown) => cause);
  const mistakes = thrown instanceof Error ? thrown.message : "";
  expect(mistakes).toContain(said);
});

test("another stack cannot leave the zone's rules out", async () => {
  const staging: Record<string, unknown> = parse(text).config;
  await expect(planStack(changed(staging, "edge.zone", "shared"))).rejects.toThrow(
    "only a preview shares another stack's zone",
  );
});
