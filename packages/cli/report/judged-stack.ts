import { join } from "node:path";
import { defined } from "@seaworthy/core/defined";
import { findProject } from "@seaworthy/core/project";
import { schemaOfStack } from "@seaworthy/readiness/database/migrations";
import { evaluate } from "@seaworthy/readiness/evaluate";
import type { PlannedResource } from "@seaworthy/readiness/plan/resource";
import { isObject, type PlannedValue } from "@seaworthy/readiness/plan/value";
import { readProfile } from "@seaworthy/readiness/profiles/read";
import { resolveProfile } from "@seaworthy/readiness/profiles/resolve";
import type { Report } from "@seaworthy/readiness/reports/report";
import { rules } from "@seaworthy/readiness/rules/table";
import { sourcesOf } from "@seaworthy/readiness/sources/sources";
import { readWaivers, waiversFile } from "@seaworthy/readiness/waivers/read";
import { readStackFile } from "../check/preview/stack-file.ts";
import { readProofs } from "../verify/results/proofs.ts";
import type { Target } from "../verify/target.ts";

export interface Judging {
  readonly profile: string;
  readonly today: string;
  readonly proofDays: number;
}

/**
 * The policies' report on the resources of the last `up`, instead of a preview: every value is
 * known.
 */
export async function judgedStack(
  target: Target,
  { profile, today, proofDays }: Judging,
): Promise<Report> {
  const project = findProject();
  const { stack, kind: environment, resources, app } = target;
  const configFile = project.stackFile(stack.name);
  const { config } = readStackFile(configFile);
  const schema = await schemaOfStack(resources, project.root);
  const proofs = readProofs(project, stack.name, environment, proofDays);
  const facts = {
    stack: stack.name,
    ...{ environment, today, config, knowsEncrypted: true, previewed: "real" as const },
    profile: resolveProfile(readProfile(profile), rules, environment),
    profileName: profile,
    ...defined({ schema, app, proofs }),
  };
  const sources = sourcesOf({ root: project.root, stack: stack.name, configFile });
  const plan = { resources, sources, config, secretTexts: secretTextsOf(resources) };
  return evaluate(plan, facts, readWaivers(join(project.root, waiversFile(stack.name))));
}

/** Texts that no report may show: the state contains secret values. */
function secretTextsOf(resources: readonly PlannedResource[]): ReadonlySet<string> {
  const texts = resources.flatMap(({ props, secretPaths = new Set<string>() }) => {
    const visit = (value: PlannedValue, path: string, within: boolean): string[] => {
      const isSecret = within || secretPaths.has(path);
      if (typeof value === "string") return isSecret ? [value] : [];
      if (Array.isArray(value))
        return value.flatMap((item: PlannedValue, index) =>
          visit(item, `${path}[${index}]`, isSecret),
        );
      if (!isObject(value)) return [];
      return Object.entries(value).flatMap(([key, inner]) =>
        visit(inner, path === "" ? key : `${path}.${key}`, isSecret),
      );
    };
    return visit(props, "", false);
  });
  return new Set(texts);
}
