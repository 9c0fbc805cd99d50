import { z } from "zod";
import { ofType } from "../../plan/resource.ts";
import { isUnknown } from "../../plan/value.ts";
import { configurable, everywhere, notKnown, positive, violation } from "../rule.ts";

export const errorsKeyLimited = configurable({
  id: "errors-key-limited",
  area: "errors",
  title: "A flood of events cannot use up Sentry's quota, and an ordinary day is not dropped",
  why: "A loop that throws sends the month's quota in minutes; what breaks afterwards is not seen. A limit of one event a day drops what everybody has to see.",
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
    mostPerMinute: positive(5000, "Most events a minute that a key accepts"),
    leastPerMinute: positive(10, "Least events a minute that a key has to accept"),
  }),
  judge: (resources, { mostPerMinute, leastPerMinute }) =>
    ofType(resources, "sentryKey").flatMap((key) => {
      const { rateLimitCount, rateLimitWindow } = key.props;
      if (isUnknown(rateLimitCount) || isUnknown(rateLimitWindow))
        return [notKnown("rateLimitCount and rateLimitWindow", key)];
      const perMinute = (Number(rateLimitCount) * 60) / Number(rateLimitWindow);
      if (!(perMinute > 0 && perMinute <= mostPerMinute))
        return [violation("The key accepts events without a limit that holds.", key)];
      return perMinute >= leastPerMinute
        ? []
        : [violation(`The key drops what is beyond ${rounded(perMinute)} events a minute.`, key)];
    }),
});

const rounded = (count: number): number => Math.round(count * 1000) / 1000;
