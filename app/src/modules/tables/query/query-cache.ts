/** Maximum characters of all results kept. */
const mostCharacters = 1024 * 1024;

/** Results of queries, for as long as nothing in the table has changed. */
export interface QueryCache {
  /** The result for that key as of `seq`, computed unless it is kept. Keeps nothing that throws. */
  get<T>(seq: number, key: string, compute: () => T): T;
  readonly hits: number;
}

/**
 * Kept in the object's memory as JSON, so that nobody changes what another reader gets. A write
 * anywhere in the table empties it.
 */
export function openQueryCache(): QueryCache {
  let kept = new Map<string, string>();
  let characters = 0;
  let keptSeq = -1;
  let hits = 0;
  const empty = () => {
    kept = new Map();
    characters = 0;
  };
  return {
    get hits() {
      return hits;
    },
    get: <T>(seq: number, key: string, compute: () => T): T => {
      if (seq !== keptSeq) empty();
      keptSeq = seq;
      const known = kept.get(key);
      if (known !== undefined) {
        hits++;
        return JSON.parse(known) as T;
      }
      const value = compute();
      const text = JSON.stringify(value);
      if (characters + key.length + text.length > mostCharacters) empty();
      if (key.length + text.length <= mostCharacters) {
        kept.set(key, text);
        characters += key.length + text.length;
      }
      return value;
    },
  };
}
