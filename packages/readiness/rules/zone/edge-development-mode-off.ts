import { zoneSetting } from "../helpers/checks.ts";
import { deployed, type Rule } from "../rule.ts";

export const edgeDevelopmentModeOff: Rule = {
  id: "edge-development-mode-off",
  area: "edge",
  title: "The zone is not in development mode",
  why: "Development mode bypasses the cache: each request reaches the Worker and its database.",
  fix: "Keep the zone's setting development_mode off.",
  example: { language: "typescript", code: '{ id: "development_mode", value: "off" }' },
  source: "https://developers.cloudflare.com/cache/how-to/cache-rules/settings",
  severity: deployed,
  rank: "medium",
  scope: "stack",
  subjects: ["zoneSetting", "route", "customDomain"],
  judge: zoneSetting("development_mode", (value) =>
    value === "off" ? undefined : "Development mode is on: nothing is cached.",
  ),
};
