import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Rule } from "@seaworthy/readiness/rules/rule";
import type { AppFacts } from "@seaworthy/readiness/samples/routes";

interface AppModule {
  readonly appFacts: () => AppFacts;
}

interface RulesModule {
  readonly rules: readonly Rule[];
}

/** The stack's own rules, from `policies/rules.ts`; none for a program without that file. */
export async function readOwnRules(root: string): Promise<readonly Rule[]> {
  const file = join(root, "policies", "rules.ts");
  if (!existsSync(file)) return [];
  const { rules }: RulesModule = await import(pathToFileURL(file).href);
  return rules;
}

/**
 * The stack's description of its app, from `policies/app.ts`. Without that file, rules about apps
 * do not apply.
 */
export async function readAppFacts(root: string): Promise<{ app?: AppFacts }> {
  const file = join(root, "policies", "app.ts");
  if (!existsSync(file)) return {};
  const { appFacts }: AppModule = await import(pathToFileURL(file).href);
  return { app: appFacts() };
}
