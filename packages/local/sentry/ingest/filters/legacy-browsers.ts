/**
 * The subfilters of `legacy-browsers`: a browser whose major version is below `before` is dropped.
 * Versions: https://docs.sentry.io/concepts/data-management/filtering/
 */
interface LegacyBrowser {
  readonly family: keyof typeof families;
  /** Only this version, for the old subfilters that name one. */
  readonly only?: number;
  readonly before?: number;
}

/** The order matters: Edge also identifies as Chrome, Chrome also as Safari. */
const families = {
  ie: /MSIE (\d+)|Trident\/.*rv:(\d+)/,
  edge: /Edge?\/(\d+)/,
  opera_mini: /Opera Mini\/(\d+)/,
  opera: /OPR\/(\d+)|Opera.*Version\/(\d+)|Opera\/(\d+)/,
  firefox: /Firefox\/(\d+)/,
  chrome: /Chrome\/(\d+)/,
  android: /Android (\d+).*Version\/[\d.]+.*Safari/,
  safari: /Version\/(\d+).*Safari/,
} as const;

export const legacyBrowsers: Readonly<Record<string, LegacyBrowser>> = {
  ie: { family: "ie", before: 12 },
  edge: { family: "edge", before: 110 },
  safari: { family: "safari", before: 15 },
  firefox: { family: "firefox", before: 110 },
  chrome: { family: "chrome", before: 110 },
  opera: { family: "opera", before: 99 },
  android: { family: "android", before: 4 },
  opera_mini: { family: "opera_mini", before: 35 },
  ie_pre_9: { family: "ie", before: 9 },
  ie9: { family: "ie", only: 9 },
  ie10: { family: "ie", only: 10 },
  ie11: { family: "ie", only: 11 },
  opera_pre_15: { family: "opera", before: 15 },
  android_pre_4: { family: "android", before: 4 },
  safari_pre_6: { family: "safari", before: 6 },
  opera_mini_pre_8: { family: "opera_mini", before: 8 },
  edge_pre_79: { family: "edge", before: 79 },
};

/** True when one of the active subfilters drops a browser with this user agent. */
export function isLegacyBrowser(userAgent: string, active: readonly string[]): boolean {
  const browser = browserOf(userAgent);
  if (!browser) return false;
  return active.some((subfilter) => {
    const legacy = legacyBrowsers[subfilter];
    if (legacy?.family !== browser.family) return false;
    return legacy.only === browser.version || browser.version < (legacy.before ?? 0);
  });
}

function browserOf(userAgent: string): { family: string; version: number } | undefined {
  for (const [family, pattern] of Object.entries(families)) {
    const found = pattern.exec(userAgent);
    if (found)
      return { family, version: Number(found.slice(1).find((group) => group !== undefined)) };
  }
  return undefined;
}
