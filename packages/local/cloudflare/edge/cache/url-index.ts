/** Maps a URL to the keys of its responses; there may be several, one per variant. */
export interface UrlIndex {
  add(url: string, key: string): void;
  remove(url: string, key: string): void;
  keysOf(url: string): readonly string[];
}

export function createUrlIndex(): UrlIndex {
  const keys = new Map<string, Set<string>>();
  return {
    add: (url, key) => void keys.set(url, (keys.get(url) ?? new Set()).add(key)),
    remove: (url, key) => {
      const its = keys.get(url);
      its?.delete(key);
      if (its?.size === 0) keys.delete(url);
    },
    keysOf: (url) => [...(keys.get(url) ?? [])],
  };
}
