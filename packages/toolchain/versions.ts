/** Compares dotted numbers; missing parts count as zero, and a suffix after a dash is ignored. */
export function isOlderThan(version: string, oldest: string): boolean {
  const [left, right] = [numbersOf(version), numbersOf(oldest)];
  for (const [index, number] of right.entries()) {
    const difference = (left[index] ?? 0) - number;
    if (difference !== 0) return difference < 0;
  }
  return false;
}

function numbersOf(version: string): number[] {
  return (version.replace(/^v/, "").split("-")[0] ?? "").split(".").map(Number);
}
