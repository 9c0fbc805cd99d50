import { defineModule } from "@seaworthy/platform/modules/define-module";

export const chores = defineModule({
  name: "chores",
  scopes: ["chores:read"],
  jobs: {
    "chore.do": {
      description: "Writes a row.",
      attempts: 3,
      leaseSeconds: 3,
      atOnce: 4,
      atOncePerTenant: 2,
    },
    "chore.wait": { description: "Waits until the test lets it go.", leaseSeconds: 3, atOnce: 2 },
    "chore.long": { description: "Too long for a wake-up.", timeoutSeconds: 60 },
  },
});
