import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";

/** Polls every 25 ms until there is a result; fails after `limitMs`, naming what was expected. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  limitMs = 15_000,
): Promise<T> {
  for (const end = Date.now() + limitMs; Date.now() < end; await pause(25)) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
  }
  return expect.fail(`Waited ${limitMs} ms for ${what}`);
}
