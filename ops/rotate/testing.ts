import type { Tags } from "./tags.ts";

export interface MemoryTags extends Tags {
  readonly values: ReadonlyMap<string, string>;
}

/** A stack's tags without a stack, for tests of what is kept in them. */
export function memoryTags(initial: Readonly<Record<string, string>> = {}): MemoryTags {
  const values = new Map(Object.entries(initial));
  return {
    values,
    read: async (name) => values.get(name),
    write: async (name, value) => {
      values.set(name, value);
    },
    remove: async (name) => {
      values.delete(name);
    },
  };
}
