/** What schemathesis finds and is meant to be so, each with the reason. */
export const differences: Readonly<Record<string, string>> = {};
