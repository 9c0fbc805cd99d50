const dayMs = 86_400_000;

/** The day of a time, in UTC: `2026-11-21`. */
export const dayOf = (time: Date): string => time.toISOString().slice(0, 10);

/** The day so many days after another. */
export const daysAfter = (day: string, days: number): string =>
  dayOf(new Date(Date.parse(day) + days * dayMs));

/** Days between two dates in the form `2026-11-21`; negative when the second is earlier. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / dayMs);
