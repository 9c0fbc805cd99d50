import { join } from "node:path";
import { createApp } from "@seaworthy/platform/app/create-app";
import { parseBindings } from "@seaworthy/platform/bindings/bindings";
import { loadWorkers } from "@seaworthy/platform/testing/load-workers";
import { testTime } from "@seaworthy/platform/testing/time";

const workers = await loadWorkers(join(import.meta.dirname, "../src/modules.ts"));
const modules = workers.map(({ module }) => module);

export { testTime };

/**
 * The application without a runtime, for tests that need no service: its log lines, and a manual
 * clock.
 */
export function plainApp(env: Record<string, unknown> = {}) {
  const lines: Record<string, unknown>[] = [];
  const clock = { time: testTime, now: () => clock.time };
  const app = createApp({
    modules: workers,
    write: (line) => lines.push(JSON.parse(line) as Record<string, unknown>),
    clock,
  });
  const report = parseBindings(env, modules);
  return {
    app,
    lines,
    clock,
    report,
    send: async (path: string, init?: RequestInit) => app.request(path, init, report),
  };
}
