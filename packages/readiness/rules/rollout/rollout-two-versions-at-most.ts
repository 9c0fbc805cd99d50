import { objectsIn } from "../../plan/value.ts";
import { property } from "../helpers/checks.ts";
import { everywhere, type Rule } from "../rule.ts";

export const rolloutTwoVersionsAtMost: Rule = {
  id: "rollout-two-versions-at-most",
  area: "rollout",
  title: "A deployment has one or two distinct versions",
  why: "Cloudflare splits traffic between at most two versions; the same version twice is no canary.",
  fix: "List the new version and the stable one.",
  example: {
    language: "typescript",
    code: "versions: [{ versionId: next.id, percentage: 10 }, { versionId: stable, percentage: 90 }]",
  },
  source: "https://developers.cloudflare.com/workers/versions-and-deployments/gradual-deployments/",
  severity: everywhere,
  rank: "high",
  scope: "resource",
  subjects: ["deployment"],
  judge: property("deployment", "versions", (versions) => {
    const ids = objectsIn(versions).map(({ versionId }) => versionId);
    if (ids.length < 1 || ids.length > 2) return `The deployment has ${ids.length} versions.`;
    const known = ids.filter((id) => typeof id === "string");
    return new Set(known).size === known.length
      ? undefined
      : "The deployment lists one version twice.";
  }),
};
