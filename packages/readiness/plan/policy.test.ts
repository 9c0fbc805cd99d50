import type { ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";
import { expect, test } from "vitest";
import { rules } from "../rules/table.ts";
import { waiverFor } from "../testing/judged.ts";
import { type PackEvaluation, policiesOf } from "./policy.ts";
import { types } from "./resource.ts";

const facts = { environment: "prod", stack: "prod", today: "2026-11-21" } as const;
const evaluation: PackEvaluation = { facts, waivers: [], root: "." };

const policy = (id: string, by: PackEvaluation = evaluation) =>
  policiesOf(rules, by).find(({ name }) => name === id) as ResourceValidationPolicy | undefined;

const args = (props: Record<string, unknown>) =>
  ({
    type: types.worker,
    name: "app",
    urn: "urn",
    props,
    opts: { protect: false },
  }) as ResourceValidationArgs;

async function told(
  one: ResourceValidationPolicy | undefined,
  props: Record<string, unknown>,
): Promise<string[]> {
  const messages: string[] = [];
  const { validateResource } = one ?? {};
  if (typeof validateResource === "function")
    await validateResource(args(props), (message) => void messages.push(message));
  return messages;
}

const open = { subdomain: { enabled: true, previewsEnabled: false } };

test("a rule's policy says what is wrong and how to fix it", async () => {
  expect(await told(policy("edge-no-workers-dev"), open)).toEqual([
    "The Worker is served at workers.dev, bypassing the zone's rules.\nFix: Set seaworthy:app.workersDev to false.",
  ]);
  expect(await told(policy("edge-no-workers-dev"), { subdomain: { enabled: false } })).toEqual([]);
});

test("a valid waiver keeps a violation from refusing the update", async () => {
  const waiver = (expires: string) =>
    policy("edge-no-workers-dev", {
      ...evaluation,
      waivers: [waiverFor("edge-no-workers-dev", "app", { expires })],
    });
  expect(await told(waiver("2026-11-25"), open)).toEqual([]);
  expect(await told(waiver("2026-11-20"), open)).toHaveLength(1);
});

test("environment and profile decide which rules are policies, and how strict", () => {
  expect(policy("edge-no-preview-urls")?.enforcementLevel).toBe("mandatory");
  expect(
    policy("edge-no-preview-urls", { ...evaluation, facts: { ...facts, environment: "staging" } }),
  ).toBeUndefined();
  const profile = { rules: { "edge-no-preview-urls": { severity: "advisory" } } } as const;
  expect(
    policy("edge-no-preview-urls", { ...evaluation, facts: { ...facts, profile } })
      ?.enforcementLevel,
  ).toBe("advisory");
});

test("what Pulumi shows to no pack is left to `seaworthy check`", () => {
  for (const id of ["secrets-marked", "secrets-not-in-config", "protection-versions-kept"])
    expect(policy(id), id).toBeUndefined();
});

test("a remediation changes Pulumi's own object, and only what the rule is about", async () => {
  const props: Record<string, unknown> = {
    name: "shop-prod",
    subdomain: { enabled: true, previewsEnabled: false },
  };
  const remedied = await policy("edge-no-workers-dev")?.remediateResource?.(args(props));
  expect(remedied).toBe(props);
  expect(props).toEqual({
    name: "shop-prod",
    subdomain: { enabled: false, previewsEnabled: false },
  });
  const settings: Record<string, unknown> = { pooler: "{}", sslEnforcement: true };
  await policy("pooling-declared-where-it-is-sent")?.remediateResource?.(args(settings));
  expect(settings).toEqual({ sslEnforcement: true });
});
