import { upConvergesAfter } from "./kills.ts";

// Of each victim one; the rest is in kills.long.test.ts.
upConvergesAfter([
  { victim: "engine", afterLines: 24 },
  { victim: "plugin", afterLines: 4 },
  { victim: "cloud", afterLines: 18 },
]);
