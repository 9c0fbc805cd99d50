/** Middle of an hour, so that nothing depends on crossing one. */
export const testTime = Date.parse("2026-11-21T12:30:00.000Z");
