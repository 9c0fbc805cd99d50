import { property } from "../helpers/checks.ts";
import { deployed, type Rule } from "../rule.ts";

export const cacheTls: Rule = {
  id: "cache-tls",
  area: "cache",
  title: "Connections to Redis use TLS",
  why: "Otherwise the token and every cached response cross the internet in plain text.",
  fix: "Set seaworthy:cache.tls to true.",
  example: { language: "yaml", code: "seaworthy:cache:\n  tls: true" },
  source: "https://upstash.com/docs/common/help/production-checklist",
  severity: deployed,
  rank: "critical",
  scope: "resource",
  subjects: ["redis"],
  judge: property("redis", "tls", (tls) =>
    tls === true ? undefined : "Redis accepts connections without TLS.",
  ),
};
