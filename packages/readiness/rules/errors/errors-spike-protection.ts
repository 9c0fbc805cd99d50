import { present, property } from "../helpers/checks.ts";
import { inProduction, type Rule } from "../rule.ts";

export const errorsSpikeProtection: Rule = {
  id: "errors-spike-protection",
  area: "errors",
  title: "Sentry's spike protection is enabled",
  why: "A key's limit is a fixed ceiling. Spike protection adapts to the project's usual volume.",
  fix: "Declare a ProjectSpikeProtection with enabled true.",
  example: {
    language: "typescript",
    code: 'new sentry.ProjectSpikeProtection("spikes", { organization, project: project.slug, enabled: true });',
  },
  source: "https://docs.sentry.io/pricing/quotas/spike-protection/",
  severity: inProduction,
  rank: "medium",
  scope: "stack",
  subjects: ["sentryProject"],
  judge: (resources) => [
    ...present("spikeProtection", "sentryProject", "Spike protection is not declared.")(resources),
    ...property("spikeProtection", "enabled", (enabled) =>
      enabled === true ? undefined : "Spike protection is disabled.",
    )(resources),
  ],
};
