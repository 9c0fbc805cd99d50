import type { Bindings } from "@seaworthy/platform/bindings/bindings";
import { optionalOf } from "@seaworthy/platform/modules/own";
import { tables } from "../module.ts";
import type { Embedder } from "./embedder.ts";
import { wordHashes } from "./word-hashes.ts";
import { isWorkersAi, workersAi } from "./workers-ai.ts";

/** Workers AI where it is bound; otherwise texts that share words are similar. */
export function embedderOf(bindings: Pick<Bindings, "modules"> | undefined): Embedder {
  const bound = bindings && optionalOf(tables, bindings, "AI");
  return isWorkersAi(bound) ? workersAi(bound) : wordHashes;
}
