/** Kinds of expressions on which the engine and our language differ, each with the reason. */
export const differences: Readonly<Record<string, string>> = {
  "true alone*":
    "documented for rules about all requests; the published engine has no such literal",
  "two request values compared*":
    "documented since 2026 (operators, compare dynamic values); the published engine does not have it yet",
};
