import { upConvergesAfter } from "./kills.ts";

// The other victims and moments are in kills.long.test.ts.
upConvergesAfter([{ victim: "engine", afterLines: 24 }]);
