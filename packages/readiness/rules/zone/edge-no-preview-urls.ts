import { isObject } from "../../plan/value.ts";
import { property } from "../helpers/checks.ts";
import { productionOnly, type Rule } from "../rule.ts";

export const edgeNoPreviewUrls: Rule = {
  id: "edge-no-preview-urls",
  area: "edge",
  title: "Versions have no preview URLs in production",
  why: "A preview URL serves a version with production's bindings and data, and bypasses the zone's rules.",
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
      : "Each version has a preview URL that bypasses the zone's rules.",
  ),
  remediate: ({ props }) => ({
    ...props,
    subdomain: { ...(isObject(props.subdomain) ? props.subdomain : {}), previewsEnabled: false },
  }),
};
