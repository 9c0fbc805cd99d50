import { defined } from "@seaworthy/core/defined";
import type { Judgement, Outcome } from "../judge.ts";
import type { PlannedResource } from "../plan/resource.ts";
import { buildReport, type ReportParts } from "../reports/build.ts";
import type { Report } from "../reports/report.ts";
import { everywhere, type Finding, type Rank, type Rule } from "../rules/rule.ts";
import type { TemporaryWaiver } from "../waivers/waiver.ts";

/** A test's own rule. */
export function ruleOf(id: string, rank: Rank = "high", more: Partial<Rule> = {}): Rule {
  return {
    id,
    area: "edge",
    title: `What ${id} asks for`,
    why: "Because of <this> & that.",
    fix: "Set the key, then check again.",
    example: { language: "yaml", code: "seaworthy:edge:\n  key: 1" },
    source: "https://example.com/rules",
    severity: everywhere,
    rank,
    scope: "stack",
    subjects: ["ruleset"],
    judge: () => [],
    ...more,
  };
}

export const ruleset = (name: string): PlannedResource => ({
  type: "cloudflare:index/ruleset:Ruleset",
  name,
  urn: `urn:pulumi:prod::seaworthy::seaworthy:infra:Edge$cloudflare:index/ruleset:Ruleset::${name}`,
  props: {},
});

export const violated = (message: string, resource?: PlannedResource): Finding => ({
  kind: "violation",
  message,
  ...defined({ resource }),
});

/** A judgement in the form `judge` returns, with findings chosen by a test. */
export function judgementOf(
  ...results: readonly (readonly [Rule, Outcome, ...Finding[]])[]
): Judgement {
  return {
    results: results.map(([rule, outcome, ...findings]) => ({
      rule,
      severity: rule.severity.prod,
      outcome,
      findings,
    })),
  };
}

export const waiverFor = (
  rule: string,
  resource: string,
  more: Partial<TemporaryWaiver> = {},
): TemporaryWaiver => ({
  rule,
  resource,
  owner: "platform",
  reason: "The vendor fixes it next week.",
  expires: "2026-11-25",
  link: "https://example.com/tickets/1",
  file: "waivers.prod.yaml",
  line: 3,
  ...more,
});

const today = "2026-11-21";

/** A report of stack `prod` on 2026-11-21. */
export function reportOf(judgement: Judgement, more: Partial<ReportParts> = {}): Report {
  return buildReport({
    about: {
      stack: "prod",
      environment: "prod",
      previewed: "stand-ins",
      profile: "baseline",
      today,
    },
    judgement,
    plan: { resources: [] },
    waivers: [],
    everyRule: judgement.results.map(({ rule }) => rule),
    ...more,
  });
}
