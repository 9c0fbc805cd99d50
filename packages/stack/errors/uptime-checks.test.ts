import { expect, test } from "vitest";
import { uptimeChecksFor } from "./uptime-checks.ts";

test.each([
  [0.9, 3600, 3],
  [0.99, 600, 3],
  [0.995, 300, 3],
  [0.999, 60, 3],
  [0.9995, 60, 1],
  [0.9999, 60, 1],
])(
  "%f of the time: a check each %i s, %i failures mean an outage",
  (availability, every, count) => {
    expect(uptimeChecksFor(availability)).toMatchObject({
      intervalSeconds: every,
      downtimeThreshold: count,
    });
  },
);
