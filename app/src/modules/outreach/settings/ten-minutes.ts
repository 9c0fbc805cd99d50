/** How long settings are cached. A change invalidates them at once, in every isolate. */
export const tenMinutes = { freshMs: 600_000, staleMs: 0, absentMs: 2_000 } as const;
