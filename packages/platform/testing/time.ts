/** In the middle of an hour, so that no test crosses one. */
export const testTime = Date.parse("2026-11-21T12:30:00.000Z");
