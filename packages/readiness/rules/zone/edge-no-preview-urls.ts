import { isObject } from "../../plan/value.ts";
import { property } from "../helpers/checks.ts";
import { productionOnly, type Rule } from "../rule.ts";

export const edgeNoPreviewUrls: Rule = {
  id: "edge-no-preview-urls",
  area: "edge",
  title: "Versions have no address of their own in production",
  why: "A preview address serves a version with production's bindings and data, and none of the zone's rules.",
  fix: "Set seaworthy:app.previewUrls to false.",
  example: { language: "yaml", code: "seaworthy:app:\n  previewUrls: false" },
  source: "https://developers.cloudflare.com/workers/configuration/routing/workers-dev",
  severity: productionOnly,
  rank: "high",
  scope: "resource",
  subjects: ["worker"],
  judge: property("worker", "subdomain.previewsEnabled", (enabled) =>
    enabled === false
      ? undefined
      : "Each version can be reached at an address of its own, past every rule of the zone.",
  ),
  remediate: ({ props }) => ({
    ...props,
    subdomain: { ...(isObject(props.subdomain) ? props.subdomain : {}), previewsEnabled: false },
  }),
};
