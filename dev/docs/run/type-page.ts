import type { Shell } from "./shell.ts";
import { commandLinesOf, snippetsOf } from "./snippets.ts";
import { exitCodeOf, treatmentOf } from "./treatment.ts";

/** A line that did not do what its page says. */
export interface Stumble {
  readonly at: string;
  readonly typed: string;
  readonly code: number;
  readonly output: string;
}

/** Lines that need no second run: they change nothing that a later page relies on. */
const once =
  /seaworthy (check|explain|report|verify|load|rotate|add|seed|dev|doctor|drift)\b|^npx tsc/;

/**
 * Types each line of a page into a shell. `typedBefore` lists lines that already ran, and `later`
 * collects those that remove the stack.
 */
export async function typePage(
  page: string,
  shell: Shell,
  typedBefore: Set<string>,
  later: string[],
): Promise<Stumble[]> {
  const stumbles: Stumble[] = [];
  for (const snippet of snippetsOf(page))
    for (const line of commandLinesOf(snippet)) {
      const treatment = treatmentOf(line);
      if (treatment.kind === "not-run") continue;
      const { typed, isEndless, isLast } = treatment;
      if (isLast) later.push(typed);
      if (isLast || (once.test(typed) && typedBefore.has(typed))) continue;
      typedBefore.add(typed);
      const at = `${snippet.page}:${snippet.line}`;
      stumbles.push(...(await typeLine(shell, at, typed, isEndless)));
    }
  return stumbles;
}

async function typeLine(
  shell: Shell,
  at: string,
  typed: string,
  isEndless: boolean,
): Promise<Stumble[]> {
  const began = Date.now();
  const { code, output } = await shell.type(isEndless ? interrupted(typed) : typed);
  process.stdout.write(`${at} ${typed.split("\n")[0]} ${code} ${Date.now() - began} ms\n`);
  const good = isEndless ? [0, 124, 130] : [exitCodeOf(typed)];
  return good.includes(code) ? [] : [{ at, typed, code, output: output.slice(-1_500) }];
}

/** Ctrl-C reaches all processes of the terminal's job. */
const interrupted = (line: string): string => `timeout --signal=INT --kill-after=60 20 ${line}`;
