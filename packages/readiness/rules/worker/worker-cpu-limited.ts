import { z } from "zod";
import { property } from "../helpers/checks.ts";
import { configurable, inProduction, positive } from "../rule.ts";

export const workerCpuLimited = configurable({
  id: "worker-cpu-limited",
  area: "worker",
  title: "The CPU time of a request is limited",
  why: "An endless loop is billed by the millisecond in every request that runs it.",
  fix: "Set limits.cpuMs on the version.",
  example: { language: "typescript", code: "limits: { cpuMs: 10_000 }" },
  source: "https://developers.cloudflare.com/workers/platform/limits/",
  severity: inProduction,
  rank: "medium",
  scope: "resource",
  subjects: ["workerVersion"],
  configuration: z.object({ mostMs: positive(30_000, "Maximum CPU time of a request") }),
  judge: (resources, { mostMs }) =>
    property("workerVersion", "limits.cpuMs", (ms) =>
      typeof ms === "number" && ms > 0 && ms <= mostMs
        ? undefined
        : `A request may take ${String(ms ?? "Cloudflare's maximum")} ms of CPU time.`,
    )(resources),
});
