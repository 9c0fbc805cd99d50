import { scannerProbes } from "../../samples/attacks.ts";
import { letThrough } from "../helpers/edge/edge-attacks.ts";
import { everywhere, type Rule } from "../rule.ts";

export const edgeBlocksScanners: Rule = {
  id: "edge-blocks-scanners",
  area: "edge",
  title: "Vulnerability scanners do not reach the Worker",
  why: "They send thousands of requests for files that do not exist. Each one costs a Worker invocation and a log line.",
  fix: "Keep rules in phase http_request_firewall_custom that block the paths and user agents of common scanners on every host and path.",
  example: {
    language: "typescript",
    code: '{ action: "block", expression: \'starts_with(lower(http.request.uri.path), "/.env")\' }',
  },
  source:
    "https://developers.cloudflare.com/learning-paths/application-security/firewall/custom-rules",
  severity: everywhere,
  rank: "medium",
  scope: "stack",
  subjects: ["route", "customDomain"],
  judge: letThrough(scannerProbes, { managed: false }),
};
