import { rm } from "node:fs/promises";
import type { Clock } from "../../kernel/clock.ts";
import type { EdgeHost } from "../edge/host/edge-host.ts";
import {
  type Documents,
  findWorker,
  type NamespaceDocument,
  type WorkerDocument,
} from "./documents.ts";
import { Refusal } from "./envelope.ts";
import type { ModuleFiles } from "./workers/versions/module-files.ts";

/** What every handler receives. */
export interface Services {
  readonly documents: Documents;
  readonly modules: ModuleFiles;
  readonly edge: EdgeHost;
  readonly clock: Clock;
  /** Applies the store's current state to the edge. */
  sync(): Promise<void>;
}

/** Deletes module files that no version uses: all of them, or only those with the given hashes. */
export function sweepModules(
  { documents, modules }: Pick<Services, "documents" | "modules">,
  among: readonly string[] = modules.list(),
): void {
  const used = new Set(
    documents.versions.list().flatMap((version) => version.modules.map(({ sha256 }) => sha256)),
  );
  for (const sha256 of among) if (!used.has(sha256)) modules.delete(sha256);
}

/** Deletes the storage of Durable Object classes that no longer exist. */
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

/** Returns the Worker. Throws Cloudflare's error when it does not exist. */
export function requireWorker(services: Services, idOrName: string): WorkerDocument {
  const worker = findWorker(services.documents, idOrName);
  if (!worker)
    throw new Refusal(404, { code: 10007, message: "This Worker does not exist on your account." });
  return worker;
}
