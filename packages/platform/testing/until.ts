import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";

/** Asks every 25 ms until the answer is one; fails after `limitMs`, saying what was waited for. */
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
