/** Targets for figures, by area and path in the result. */
export const goals: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  stack: {
    fromStoppedSeconds: "< 15",
    memoryMegabytes: "< 1000",
    "noOpUp.ratio": "≤ 1.5",
    "appChange.beyondBareSeconds": "< 2",
  },
  edge: {
    cacheHitsToBareWorkerd: "≥ 1",
    allPhasesToBareWorkerd: "≥ 0.5",
    fiftyRulesCostPercent: "< 5",
  },
  app: { "cachedRoute.throughputToBareHono": "≥ 0.4" },
  policies: { "preview.ratio": "≤ 1.25" },
  rollout: { secondsToRolledBack: "< 60", "goodDeployment.overheadSeconds": "< 15" },
  rotation: { secondsWithoutGrace: "< 30", failed: "0 of 100,000" },
};
