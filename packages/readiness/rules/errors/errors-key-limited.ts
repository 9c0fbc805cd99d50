import { z } from "zod";
import { ofType } from "../../plan/resource.ts";
import { isUnknown } from "../../plan/value.ts";
import { configurable, everywhere, notKnown, positive, violation } from "../rule.ts";

export const errorsKeyLimited = configurable({
  id: "errors-key-limited",
  area: "errors",
  title: "A flood of events cannot use up Sentry's quota",
  why: "A loop that throws sends the month's quota in minutes; what breaks afterwards is not seen.",
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
  }),
  judge: (resources, { mostPerMinute }) =>
    ofType(resources, "sentryKey").flatMap((key) => {
      const { rateLimitCount, rateLimitWindow } = key.props;
      if (isUnknown(rateLimitCount) || isUnknown(rateLimitWindow))
        return [notKnown("rateLimitCount and rateLimitWindow", key)];
      const perMinute = (Number(rateLimitCount) * 60) / Number(rateLimitWindow);
      return perMinute > 0 && perMinute <= mostPerMinute
        ? []
        : [violation("The key accepts events without a limit that holds.", key)];
    }),
});
