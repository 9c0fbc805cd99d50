import { SeaworthyError } from "@seaworthy/core/errors";

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000 } as const;

/** `24h`, `30m` or `90s` in milliseconds. Throws USAGE. */
export function durationMs(text: string): number {
  const [, count, unit] = /^([1-9]\d{0,4})([smh])$/.exec(text) ?? [];
  if (count !== undefined && (unit === "s" || unit === "m" || unit === "h"))
    return Number(count) * unitMs[unit];
  throw new SeaworthyError("USAGE", `--for takes a time such as 24h or 30m, not ${text}.`);
}
