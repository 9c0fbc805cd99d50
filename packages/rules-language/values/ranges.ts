/** Sorted and merged inclusive ranges, so that a lookup takes logarithmic time. */
export interface RangeSet<T extends string | number> {
  readonly has: (value: T) => boolean;
}

export function rangeSet<T extends string | number>(
  ranges: readonly (readonly [low: T, high: T])[],
): RangeSet<T> {
  const merged = merge(
    ranges
      .filter(([low, high]) => low <= high)
      .toSorted(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0)),
  );
  return {
    has: (value) => {
      let [low, high] = [0, merged.length - 1];
      while (low <= high) {
        const middle = (low + high) >> 1;
        const range = merged[middle];
        if (range === undefined || value < range[0]) high = middle - 1;
        else if (value > range[1]) low = middle + 1;
        else return true;
      }
      return false;
    },
  };
}

function merge<T extends string | number>(
  sorted: readonly (readonly [low: T, high: T])[],
): readonly (readonly [low: T, high: T])[] {
  const merged: (readonly [low: T, high: T])[] = [];
  for (const range of sorted) {
    const previous = merged.at(-1);
    if (previous === undefined || range[0] > previous[1]) merged.push(range);
    else if (range[1] > previous[1]) merged[merged.length - 1] = [previous[0], range[1]];
  }
  return merged;
}
