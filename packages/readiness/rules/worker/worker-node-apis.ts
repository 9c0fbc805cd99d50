import { property } from "../helpers/checks.ts";
import { everywhere, type Rule } from "../rule.ts";

export const workerNodeApis: Rule = {
  id: "worker-node-apis",
  area: "worker",
  title: "The Worker has Node.js APIs",
  why: "The PostgreSQL and Sentry clients need them. Without the flag the Worker fails at its first request, not at upload.",
  fix: "Keep nodejs_compat among the compatibility flags.",
  example: { language: "typescript", code: 'compatibilityFlags: ["nodejs_compat"]' },
  source: "https://developers.cloudflare.com/changelog/2026-02-15-workers-best-practices",
  severity: everywhere,
  rank: "medium",
  scope: "resource",
  subjects: ["workerVersion"],
  judge: property("workerVersion", "compatibilityFlags", (flags) =>
    Array.isArray(flags) && flags.includes("nodejs_compat")
      ? undefined
      : "The flag nodejs_compat is missing.",
  ),
};
