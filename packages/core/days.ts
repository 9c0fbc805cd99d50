const dayMs = 86_400_000;

/** Days from one day to another, negative when the second is earlier. Both look like `2026-11-21`. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / dayMs);
