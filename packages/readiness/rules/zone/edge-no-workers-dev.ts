import { types } from "../../plan/resource.ts";
import { isObject } from "../../plan/value.ts";
import { property } from "../helpers/checks.ts";
import { deployed, type Rule } from "../rule.ts";

const said = "The Worker is served at workers.dev, bypassing the zone's rules.";
const ofWorkers = property("worker", "subdomain.enabled", (enabled) =>
  enabled === false ? undefined : said,
);
const ofScripts = property("scriptSubdomain", "enabled", (enabled) =>
  enabled === false ? undefined : said,
);

export const edgeNoWorkersDev: Rule = {
  id: "edge-no-workers-dev",
  area: "edge",
  title: "The Worker is not served at workers.dev",
  why: "At workers.dev none of the zone's rules apply: no firewall, no rate limits, no TLS settings.",
  fix: "Set seaworthy:app.workersDev to false.",
  example: { language: "yaml", code: "seaworthy:app:\n  workersDev: false" },
  source: "https://developers.cloudflare.com/workers/configuration/routing/workers-dev",
  severity: deployed,
  rank: "critical",
  scope: "resource",
  subjects: ["worker", "scriptSubdomain"],
  judge: (resources) => [...ofWorkers(resources), ...ofScripts(resources)],
  remediate: ({ type, props }) =>
    type === types.scriptSubdomain
      ? { ...props, enabled: false }
      : {
          ...props,
          subdomain: { ...(isObject(props.subdomain) ? props.subdomain : {}), enabled: false },
        },
};
