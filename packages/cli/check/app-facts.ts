import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { SeaworthyError } from "@seaworthy/core/errors";
import type { Rule } from "@seaworthy/readiness/rules/rule";
import type { AppFacts } from "@seaworthy/readiness/samples/routes";
import type { SaidOfApp } from "./app-facts-worker.ts";

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

const thread = import.meta.resolve("@seaworthy/cli/check/app-facts-worker");

/**
 * The stack's description of its app, from `policies/app.ts`. Without that file, rules about apps
 * do not apply. Throws NOT_JUDGED with the reason when
 * the file cannot be read.
 */
export async function readAppFacts(root: string): Promise<{ app?: AppFacts }> {
  const file = join(root, "policies", "app.ts");
  if (!existsSync(file)) return {};
  const worker = new Worker(new URL(thread), { workerData: pathToFileURL(file).href });
  try {
    const said = await new Promise<SaidOfApp>((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
      worker.once("exit", () => reject(notRead(file, "its thread ended early")));
    });
    if (said.facts === undefined) throw notRead(file, said.failed ?? "it returned nothing");
    return { app: said.facts };
  } finally {
    await worker.terminate();
  }
}

const notRead = (file: string, reason: string) =>
  new SeaworthyError("NOT_JUDGED", `${file} could not be read: ${reason}`);
