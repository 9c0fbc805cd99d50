import { binding } from "../helpers/checks.ts";
import { everywhere, type Rule } from "../rule.ts";

export const workerVersionKnown: Rule = {
  id: "worker-version-known",
  area: "worker",
  title: "The Worker knows its own version",
  why: "Without the binding, errors in Sentry belong to no release, and nobody can tell which version failed.",
  fix: "Bind CF_VERSION_METADATA as version_metadata.",
  example: {
    language: "typescript",
    code: '{ name: "CF_VERSION_METADATA", type: "version_metadata" }',
  },
  source: "https://developers.cloudflare.com/workers/versions-and-deployments/gradual-deployments/",
  severity: everywhere,
  rank: "medium",
  scope: "resource",
  subjects: ["workerVersion"],
  applies: ({ app }) => app !== undefined,
  judge: binding("CF_VERSION_METADATA", (bound) =>
    bound?.type === "version_metadata" ? undefined : "The version's metadata is not bound.",
  ),
};
