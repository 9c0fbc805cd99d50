import { upConvergesAfter } from "./kills.ts";

upConvergesAfter([
  { victim: "plugin", afterLines: 4 },
  { victim: "cloud", afterLines: 18 },
  { victim: "engine", afterLines: 1 },
  { victim: "cloud", afterLines: 6 },
  { victim: "engine", afterLines: 9 },
  { victim: "plugin", afterLines: 14 },
  { victim: "plugin", afterLines: 32 },
  { victim: "cloud", afterLines: 40 },
  { victim: "engine", afterLines: 48 },
]);
