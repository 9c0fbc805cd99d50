import { existsSync, readFileSync } from "node:fs";
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import type { Place } from "../place.ts";

/** A stack file's text, and the lines of its keys. */
export interface StackFileLines {
  readonly file: string;
  readonly text: string;
  lineOfKey(key: string): Place | undefined;
}

/**
 * Reads the lines of a stack file; `seaworthy:edge.rateLimits.restPerMinute` is one of its keys.
 * @param file its name in reports
 */
export function readStackFileLines(path: string, file: string): StackFileLines {
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  const config = isMap(document.contents) ? document.get("config", true) : undefined;
  const lineOf = (node: Node | undefined): Place | undefined =>
    node?.range ? { file, line: counter.linePos(node.range[0]).line } : undefined;
  return {
    file,
    text,
    lineOfKey: (key) => lineOf(nodeAt(config, key.split("."))),
  };
}

/** The node of a key's name; of an item for a number. */
function nodeAt(holder: unknown, path: readonly string[]): Node | undefined {
  const [key = "", ...rest] = path;
  if (isSeq<Node>(holder)) {
    const item = holder.items[Number(key)];
    return rest.length === 0 ? item : nodeAt(item, rest);
  }
  if (!isMap<Node, Node>(holder)) return undefined;
  const pair = holder.items.find(({ key: name }) => isScalar(name) && String(name.value) === key);
  if (pair === undefined) return undefined;
  return rest.length === 0 ? pair.key : nodeAt(pair.value, rest);
}
