import { property } from "../helpers/checks.ts";
import { isNamedAfter } from "../helpers/environments.ts";
import { everywhere, type Rule } from "../rule.ts";

export const protectionNamesOfEnvironment: Rule = {
  id: "protection-names-of-environment",
  area: "protection",
  title: "Resource names contain the environment",
  why: "If two environments share a name, they share the object: updating staging changes production.",
  fix: "Put the environment into the name, between dashes: prod or production, staging, local.",
  example: { language: "typescript", code: 'name: nameOf(config, "worker")' },
  source: "https://developers.cloudflare.com/workers/best-practices/workers-best-practices/",
  severity: everywhere,
  rank: "high",
  scope: "stack",
  subjects: ["worker", "redis", "supabaseProject", "hyperdrive"],
  judge: (resources, { environment }) =>
    (["worker", "redis", "supabaseProject", "hyperdrive"] as const).flatMap((kind) =>
      property(kind, "name", (name) =>
        isNamedAfter(String(name), environment)
          ? undefined
          : `The name ${String(name)} does not contain ${environment}.`,
      )(resources),
    ),
};
