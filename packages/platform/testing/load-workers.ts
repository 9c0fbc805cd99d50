import { pathToFileURL } from "node:url";
import { readModuleTable, workerFile } from "../bundle/entry.ts";
import type { ModuleWorker } from "../modules/define-worker.ts";

/** The Worker code of each module in a table, for an app without a runtime. */
export async function loadWorkers(table: string): Promise<readonly ModuleWorker[]> {
  const { file, modules } = await readModuleTable(table);
  const loaded = modules.map(async ({ name }) => {
    const url = pathToFileURL(workerFile(file, name)).href;
    return ((await import(/* @vite-ignore */ url)) as { default: ModuleWorker }).default;
  });
  return Promise.all(loaded);
}
