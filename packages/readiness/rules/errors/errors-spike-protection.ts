import { present, property } from "../helpers/checks.ts";
import { inProduction, type Rule } from "../rule.ts";

export const errorsSpikeProtection: Rule = {
  id: "errors-spike-protection",
  area: "errors",
  title: "Sentry drops a spike before it takes the quota",
  why: "A key's limit is for the worst minute; spike protection knows what is usual for the project.",
  fix: "Declare a ProjectSpikeProtection that is enabled.",
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
      enabled === true ? undefined : "Spike protection is off.",
    )(resources),
  ],
};
