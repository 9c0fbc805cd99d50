const dayMs = 86_400_000;

/** Days between two dates in the form `2026-11-21`; negative when the second is earlier. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / dayMs);
