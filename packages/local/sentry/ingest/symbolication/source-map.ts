import { originalPositionFor, sourceContentFor, TraceMap } from "@jridgewell/trace-mapping";

/** Where a place of a bundled file comes from. Lines and columns count from 1, as in stacks. */
export interface OriginalPlace {
  readonly source: string;
  readonly line: number;
  readonly column: number;
  /** The source's own lines, where the map carries them. */
  readonly lines: readonly string[] | undefined;
}

export interface SourceMap {
  /** Undefined where the map says nothing of the place. */
  trace(line: number, column: number): OriginalPlace | undefined;
}

/** Reads a source map; undefined for what is none. */
export function openSourceMap(text: string): SourceMap | undefined {
  const map = readMap(text);
  return (
    map && {
      trace: (line, column) => {
        if (line < 1) return undefined;
        const found = originalPositionFor(map, { line, column: Math.max(0, column - 1) });
        if (found.source === null) return undefined;
        return {
          source: found.source,
          line: found.line,
          column: found.column + 1,
          lines: sourceContentFor(map, found.source)?.split(/\r?\n/),
        };
      },
    }
  );
}

function readMap(text: string): TraceMap | undefined {
  try {
    return new TraceMap(text);
  } catch {
    return undefined; // an upload that is no source map resolves nothing
  }
}
