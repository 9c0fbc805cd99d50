/** What a reader searches: a part of a page. */
export interface Entry {
  /** Address from the site's top level. */
  readonly address: string;
  readonly page: string;
  readonly heading: string;
  readonly text: string;
}

/**
 * The parts in which all words occur, the best first: a word in a heading counts most. Runs in the
 * browser as it stands here, so it uses nothing from outside.
 */
export function findEntries(entries: readonly Entry[], query: string): Entry[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const worth = ({ page, heading, text }: Entry): number => {
    const places = [heading.toLowerCase(), page.toLowerCase(), text.toLowerCase()];
    let sum = 0;
    for (const word of words) {
      const at = places.findIndex((place) => place.includes(word));
      if (at < 0) return 0;
      sum += [10, 5, 1][at] ?? 0;
    }
    return sum;
  };
  return entries
    .map((entry) => ({ entry, worth: worth(entry) }))
    .filter((one) => one.worth > 0)
    .sort((a, b) => b.worth - a.worth)
    .slice(0, 20)
    .map(({ entry }) => entry);
}
