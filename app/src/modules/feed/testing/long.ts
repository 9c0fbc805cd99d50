import type { LongTests } from "../../../../testing/long-tests.ts";

export const long: LongTests = [
  {
    name: "stampede",
    what: "10,000 requests at once for a missing page are one query, and so are 10,000 after the one that computed was killed",
    file: "tests/stampede.test.ts",
    environment: { STAMPEDE_REQUESTS: "10000" },
  },
];
