import type { Edge } from "../../data/edge/index.ts";
import type { Clock } from "../../kernel/clock.ts";
import { type Documents, findWorker, type WorkerDocument } from "./documents.ts";
import { Refusal } from "./envelope.ts";
import type { ModuleFiles } from "./module-files.ts";

/** What the handlers of every call are given. */
export interface Services {
  readonly documents: Documents;
  readonly modules: ModuleFiles;
  readonly edge: Edge;
  readonly clock: Clock;
  /** Tells the edge the state that the store now holds. */
  sync(): Promise<void>;
}

/** The Worker, or Cloudflare's refusal. */
export function requireWorker(services: Services, idOrName: string): WorkerDocument {
  const worker = findWorker(services.documents, idOrName);
  if (!worker) throw new Refusal(404, { code: 10007, message: "This Worker does not exist on your account." });
  return worker;
}
