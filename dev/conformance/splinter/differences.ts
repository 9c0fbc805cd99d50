/** Cases on which splinter and our lints differ, each with the reason. */
export const differences: Readonly<Record<string, string>> = {};
