import { SeaworthyError } from "@seaworthy/core/errors";

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const mostMs = 366 * unitMs.d;

/** `90s`, `15m`, `2h` or `7d` in milliseconds; undefined for text of another form. */
export function parseDuration(text: string): number | undefined {
  const [, count, unit] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  return count === undefined ? undefined : Number(count) * unitMs[unit as keyof typeof unitMs];
}

/** Every duration of the command line, 1s to 366d; `option` is its name. Throws USAGE. */
export function durationMs(option: string, text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0 && ms <= mostMs) return ms;
  throw new SeaworthyError(
    "USAGE",
    `${option} takes a duration from 1s to 366d, such as 90s, 15m, 2h or 7d, not ${text}.`,
  );
}
