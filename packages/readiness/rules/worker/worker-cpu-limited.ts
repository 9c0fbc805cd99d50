import { z } from "zod";
import { property } from "../helpers/checks.ts";
import { configurable, inProduction, positive } from "../rule.ts";

export const workerCpuLimited = configurable({
  id: "worker-cpu-limited",
  area: "worker",
  title: "One request cannot take processor time without end",
  why: "A loop that does not end is paid for by the millisecond, in every request that meets it.",
  fix: "Give the version limits.cpuMs.",
  example: { language: "typescript", code: "limits: { cpuMs: 10_000 }" },
  source: "https://developers.cloudflare.com/workers/platform/limits/",
  severity: inProduction,
  rank: "medium",
  scope: "resource",
  subjects: ["workerVersion"],
  configuration: z.object({ mostMs: positive(30_000, "Most processor time of one request") }),
  judge: (resources, { mostMs }) =>
    property("workerVersion", "limits.cpuMs", (ms) =>
      typeof ms === "number" && ms > 0 && ms <= mostMs
        ? undefined
        : `A request may take ${String(ms ?? "Cloudflare's most")} ms of processor time.`,
    )(resources),
});
