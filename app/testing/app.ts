import { testTime } from "@seaworthy/platform/testing/time";
import { createApp } from "../src/app.ts";
import { readBindings } from "../src/bindings.ts";

export { testTime };

/**
 * The application without a runtime, for what needs no service: its log lines, and a clock that is
 * moved by hand.
 */
export function plainApp(env: Record<string, unknown> = {}) {
  const lines: Record<string, unknown>[] = [];
  const clock = { time: testTime, now: () => clock.time };
  const app = createApp({
    write: (line) => lines.push(JSON.parse(line) as Record<string, unknown>),
    clock,
  });
  const report = readBindings(env);
  return {
    app,
    lines,
    clock,
    report,
    send: async (path: string, init?: RequestInit) => app.request(path, init, report),
  };
}
