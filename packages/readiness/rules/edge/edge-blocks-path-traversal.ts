import { pathTraversals } from "../../samples/attacks.ts";
import { letThrough } from "../helpers/edge/edge-attacks.ts";
import { everywhere, type Rule } from "../rule.ts";

export const edgeBlocksPathTraversal: Rule = {
  id: "edge-blocks-path-traversal",
  area: "edge",
  title: "Path traversal attempts do not reach the Worker",
  why: "Written with dots, percent signs or backslashes, a path can name a file that must never be served.",
  fix: "Keep a rule in phase http_request_firewall_custom on the raw path. In the normalized path, the dots are already resolved.",
  example: {
    language: "typescript",
    code: '{ action: "block", expression: \'lower(url_decode(raw.http.request.uri.path)) contains "../"\' }',
  },
  source:
    "https://developers.cloudflare.com/learning-paths/application-security/firewall/custom-rules",
  severity: everywhere,
  rank: "high",
  scope: "stack",
  subjects: ["route", "customDomain"],
  judge: letThrough(pathTraversals, { managed: true }),
};
