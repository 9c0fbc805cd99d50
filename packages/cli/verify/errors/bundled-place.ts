import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { eachMapping, TraceMap } from "@jridgewell/trace-mapping";
import { findProject } from "@seaworthy/core/project";
import { debugIdOf } from "@seaworthy/platform/bundle/debug-id";
import type { Context } from "../context.ts";

/** A position in the deployed code that comes from a TypeScript file of the project. */
export interface BundledPlace {
  readonly debugId: string;
  readonly line: number;
  readonly column: number;
}

/** Undefined when the bundle or its source map is not on this machine. */
export function bundledPlace({ state }: Pick<Context, "state">): BundledPlace | undefined {
  const { bundle } = state.manifest.worker;
  const file = bundle && join(findProject().root, bundle);
  if (!file || !existsSync(file) || !existsSync(`${file}.map`)) return undefined;
  const debugId = debugIdOf(readFileSync(file, "utf8"));
  const place = firstOwn(new TraceMap(readFileSync(`${file}.map`, "utf8")));
  return debugId === undefined || place === undefined ? undefined : { debugId, ...place };
}

function firstOwn(map: TraceMap): Omit<BundledPlace, "debugId"> | undefined {
  let found: Omit<BundledPlace, "debugId"> | undefined;
  eachMapping(map, ({ source, generatedLine, generatedColumn }) => {
    if (found || !source?.endsWith(".ts") || source.includes("node_modules/")) return;
    found = { line: generatedLine, column: generatedColumn + 1 };
  });
  return found;
}
