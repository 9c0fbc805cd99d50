import { property } from "../helpers/checks.ts";
import { deployed, type Rule } from "../rule.ts";

export const cacheTls: Rule = {
  id: "cache-tls",
  area: "cache",
  title: "Redis is reached by TLS",
  why: "The token and every cached answer would cross the internet readable.",
  fix: "Set seaworthy:cache.tls to true.",
  example: { language: "yaml", code: "seaworthy:cache:\n  tls: true" },
  source: "https://upstash.com/docs/common/help/production-checklist",
  severity: deployed,
  rank: "critical",
  scope: "resource",
  subjects: ["redis"],
  judge: property("redis", "tls", (tls) =>
    tls === true ? undefined : "Redis takes connections without TLS.",
  ),
};
