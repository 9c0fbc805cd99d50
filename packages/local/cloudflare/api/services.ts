import { rm } from "node:fs/promises";
import type { Clock } from "../../kernel/clock.ts";
import type { Edge } from "../edge/index.ts";
import {
  type Documents,
  findWorker,
  type NamespaceDocument,
  type WorkerDocument,
} from "./documents.ts";
import { Refusal } from "./envelope.ts";
import type { ModuleFiles } from "./workers/module-files.ts";

/** What the handlers of every call are given. */
export interface Services {
  readonly documents: Documents;
  readonly modules: ModuleFiles;
  readonly edge: Edge;
  readonly clock: Clock;
  /** Tells the edge the state that the store now holds. */
  sync(): Promise<void>;
}

/** Deletes the module files that no version has: all of them, or those of the given hashes. */
export function sweepModules(
  { documents, modules }: Pick<Services, "documents" | "modules">,
  among: readonly string[] = modules.list(),
): void {
  const used = new Set(
    documents.versions.list().flatMap((version) => version.modules.map(({ sha256 }) => sha256)),
  );
  for (const sha256 of among) if (!used.has(sha256)) modules.delete(sha256);
}

/** Deletes the stored objects of the Durable Object classes that are gone. */
export async function removeStorage(
  services: Services,
  before: readonly NamespaceDocument[],
  after: readonly NamespaceDocument[],
): Promise<void> {
  const kept = new Set(after.map(({ id }) => id));
  const gone = before.filter(({ id }) => !kept.has(id));
  await Promise.all(
    gone.map(({ id }) => rm(services.edge.storageOf(id), { recursive: true, force: true })),
  );
}

/** The Worker, or Cloudflare's refusal. */
export function requireWorker(services: Services, idOrName: string): WorkerDocument {
  const worker = findWorker(services.documents, idOrName);
  if (!worker)
    throw new Refusal(404, { code: 10007, message: "This Worker does not exist on your account." });
  return worker;
}
