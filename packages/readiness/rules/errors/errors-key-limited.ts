import { z } from "zod";
import { ofType } from "../../plan/resource.ts";
import { isUnknown } from "../../plan/value.ts";
import { configurable, everywhere, notKnown, positive, violation } from "../rule.ts";

export const errorsKeyLimited = configurable({
  id: "errors-key-limited",
  area: "errors",
  title: "A flood of events cannot exhaust Sentry's quota, and normal traffic is not dropped",
  why: "A failing loop exhausts the monthly quota in minutes, and later errors are lost. A limit of one event a day drops errors that must be seen.",
  fix: "Set seaworthy:errors.keyLimit.",
  example: {
    language: "yaml",
    code: "seaworthy:errors:\n  keyLimit:\n    count: 1000\n    windowSeconds: 60",
  },
  source: "https://docs.sentry.io/pricing/quotas/manage-event-stream-guide/",
  severity: everywhere,
  rank: "high",
  scope: "resource",
  subjects: ["sentryKey"],
  configuration: z.object({
    mostPerMinute: positive(5000, "Maximum events per minute that a key accepts"),
    leastPerMinute: positive(10, "Minimum events per minute that a key must accept"),
  }),
  judge: (resources, { mostPerMinute, leastPerMinute }) =>
    ofType(resources, "sentryKey").flatMap((key) => {
      const { rateLimitCount, rateLimitWindow } = key.props;
      if (isUnknown(rateLimitCount) || isUnknown(rateLimitWindow))
        return [notKnown("rateLimitCount and rateLimitWindow", key)];
      const perMinute = (Number(rateLimitCount) * 60) / Number(rateLimitWindow);
      if (!(perMinute > 0 && perMinute <= mostPerMinute))
        return [violation("The key has no effective rate limit.", key)];
      return perMinute >= leastPerMinute
        ? []
        : [violation(`The key drops events beyond ${rounded(perMinute)} a minute.`, key)];
    }),
});

const rounded = (count: number): number => Math.round(count * 1000) / 1000;
