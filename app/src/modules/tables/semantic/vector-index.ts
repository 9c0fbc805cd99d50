import type { Bindings } from "@seaworthy/platform/bindings/bindings";
import { optionalOf } from "@seaworthy/platform/modules/own";
import { z } from "zod";
import { tables } from "../module.ts";
import { rounded } from "./vectors.ts";

export interface Scored {
  readonly id: string;
  readonly score: number;
}
export interface EmbeddedRow {
  readonly id: string;
  readonly vector: readonly number[];
}

/** The part of Vectorize's binding that is used; a table is a namespace of the index. */
interface Vectorize {
  upsert(
    vectors: readonly { id: string; namespace: string; values: readonly number[] }[],
  ): Promise<unknown>;
  deleteByIds(ids: readonly string[]): Promise<unknown>;
  query(vector: readonly number[], options: { namespace: string; topK: number }): Promise<unknown>;
}

/** The rows of all tables, for tables too large to compare with each of their rows. */
export interface VectorIndex {
  store(tableId: string, rows: readonly EmbeddedRow[], gone: readonly string[]): Promise<void>;
  /** Best first; rows may have been deleted meanwhile. */
  nearest(tableId: string, vector: readonly number[], most: number): Promise<readonly Scored[]>;
}

const matches = z.object({ matches: z.array(z.object({ id: z.string(), score: z.number() })) });

const isVectorize = (value: unknown): value is Vectorize =>
  typeof value === "object" && value !== null && "upsert" in value && "query" in value;

/** Undefined where no index is bound: then tables compare their own rows. */
export function vectorIndexOf(bindings: Pick<Bindings, "modules">): VectorIndex | undefined {
  const bound = optionalOf(tables, bindings, "VECTOR_INDEX");
  return isVectorize(bound) ? openIndex(bound) : undefined;
}

export function openIndex(index: Vectorize): VectorIndex {
  return {
    store: async (namespace, rows, gone) => {
      if (rows.length > 0)
        await index.upsert(rows.map(({ id, vector }) => ({ id, namespace, values: vector })));
      if (gone.length > 0) await index.deleteByIds(gone);
    },
    nearest: async (namespace, vector, topK) => {
      const found = matches.parse(await index.query(vector, { namespace, topK }));
      return found.matches.map(({ id, score }) => ({ id, score: rounded(score) }));
    },
  };
}
