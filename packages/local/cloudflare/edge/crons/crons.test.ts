import { expect, test } from "vitest";
import { silentLogger } from "../../../kernel/logger.ts";
import type { DeployedWorkers } from "../workers/deployed-workers.ts";
import { createCrons } from "./crons.ts";

const minuteMs = 60_000;

/** Crons of one Worker that runs every minute, under a clock moved by hand. */
function everyMinute(startMinute: number) {
  const ran: number[] = [];
  let minute = startMinute;
  const runtime = {
    enter: () => () => undefined,
    runScheduled: async (_version: string, _cron: string, timeMs: number) => {
      ran.push(timeMs / minuteMs);
      return true;
    },
  };
  const deployed = { versionFor: () => ({ runtime, version: { id: "v" } }) };
  const crons = createCrons(
    deployed as unknown as DeployedWorkers,
    { now: () => minute * minuteMs },
    silentLogger,
  );
  crons.set([{ name: "app", versions: [], namespaces: [], crons: ["* * * * *"] }]);
  crons.close();
  return {
    at: async (to: number) => {
      minute = to;
      ran.length = 0;
      await crons.tick();
      return [...ran];
    },
  };
}

test("a clock that jumps runs no minute twice, and does not end the crons", async () => {
  const crons = everyMinute(1_000);
  expect(await crons.at(1_001)).toEqual([1_001]);
  // Forward by hours: the last five minutes are caught up with.
  expect(await crons.at(1_200)).toEqual([1_196, 1_197, 1_198, 1_199, 1_200]);
  // Back by a little: what ran already does not run again.
  expect(await crons.at(1_198)).toEqual([]);
  expect(await crons.at(1_201)).toEqual([1_201]);
  // Back by hours: they go on from there.
  expect(await crons.at(1_000)).toEqual([1_000]);
  expect(await crons.at(1_001)).toEqual([1_001]);
});
