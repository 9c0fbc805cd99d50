import { bindingText } from "../helpers/checks.ts";
import { productionOnly, type Rule } from "../rule.ts";

export const workerNoDebugRoutes: Rule = {
  id: "worker-no-debug-routes",
  area: "worker",
  title: "No debug routes are served in production",
  why: "A route that fails on purpose lets anyone trigger alerts and use up quotas.",
  fix: "Set seaworthy:app.debugRoutes to false.",
  example: { language: "yaml", code: "seaworthy:app:\n  debugRoutes: false" },
  source: "https://developers.cloudflare.com/workers/best-practices/workers-best-practices/",
  severity: productionOnly,
  rank: "high",
  scope: "resource",
  subjects: ["workerVersion"],
  judge: bindingText("DEBUG_ROUTES", (text) =>
    text === undefined || text === "false" ? undefined : "Debug routes are served.",
  ),
};
