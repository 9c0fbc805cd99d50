import { types } from "../../plan/resource.ts";
import { isObject } from "../../plan/value.ts";
import { property } from "../helpers/checks.ts";
import { productionOnly, type Rule } from "../rule.ts";

const said = "Each version has a preview URL that bypasses the zone's rules.";
const ofWorkers = property("worker", "subdomain.previewsEnabled", (enabled) =>
  enabled === false ? undefined : said,
);
// Left out, it follows whether the script is served at workers.dev.
const ofScripts = property("scriptSubdomain", "previewsEnabled", (enabled, { props }) =>
  enabled === true || (enabled === undefined && props.enabled === true) ? said : undefined,
);

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
  subjects: ["worker", "scriptSubdomain"],
  judge: (resources) => [...ofWorkers(resources), ...ofScripts(resources)],
  remediate: ({ type, props }) =>
    type === types.scriptSubdomain
      ? { ...props, previewsEnabled: false }
      : {
          ...props,
          subdomain: {
            ...(isObject(props.subdomain) ? props.subdomain : {}),
            previewsEnabled: false,
          },
        },
};
