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

/** The rules of a stack's own, in `policies/rules.ts`; none for a program without that file. */
export async function readOwnRules(root: string): Promise<readonly Rule[]> {
  const file = join(root, "policies", "rules.ts");
  if (!existsSync(file)) return [];
  const { rules }: RulesModule = await import(pathToFileURL(file).href);
  return rules;
}

/**
 * What a stack says of its app in `policies/app.ts`. A program without that file is judged without
 * the rules that are about an app.
 */
export async function readAppFacts(root: string): Promise<{ app?: AppFacts }> {
  const file = join(root, "policies", "app.ts");
  if (!existsSync(file)) return {};
  const { appFacts }: AppModule = await import(pathToFileURL(file).href);
  return { app: appFacts() };
}
