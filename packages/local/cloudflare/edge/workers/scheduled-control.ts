import { request } from "node:http";
import { text } from "node:stream/consumers";
import type { WorkerOptions } from "miniflare";
import { z } from "zod";
import { listenAt } from "./runtime-options.ts";

/** A service beside the Worker's versions, by which their `scheduled()` handlers are called. */
export function controlOptions(versionIds: readonly string[], socketPath: string): WorkerOptions {
  return {
    name: "control",
    modules: true,
    script: source,
    compatibilityDate: "2026-01-01",
    compatibilityFlags: ["service_binding_extra_handlers"],
    serviceBindings: Object.fromEntries(versionIds.map((id) => [id, id])),
    unsafeDirectSockets: [listenAt(socketPath)],
  };
}

const source = `export default {
  async fetch(request, env) {
    const { version, cron, timeMs } = await request.json();
    return Response.json(await env[version].scheduled({ cron, scheduledTime: new Date(timeMs) }));
  },
};`;

export interface ScheduledRun {
  readonly version: string;
  readonly cron: string;
  readonly timeMs: number;
}

const outcome = z.object({ outcome: z.string() });

/** True when the handler succeeded. */
export function runScheduled(socketPath: string, run: ScheduledRun): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, method: "POST", path: "/" }, (answer) => {
      text(answer)
        .then((body) => resolve(outcome.parse(JSON.parse(body)).outcome === "ok"))
        .catch(reject);
    });
    asked.once("error", reject);
    asked.end(JSON.stringify(run));
  });
}
