import { originalPositionFor, sourceContentFor, TraceMap } from "@jridgewell/trace-mapping";

/**
 * Original location of a position in a bundled file. Lines and columns count from 1, as in stack
 * traces.
 */
export interface OriginalPlace {
  readonly source: string;
  readonly line: number;
  readonly column: number;
  /** The source's lines, if the map contains them. */
  readonly lines: readonly string[] | undefined;
}

export interface SourceMap {
  /** Undefined when the map does not cover the position. */
  trace(line: number, column: number): OriginalPlace | undefined;
}

/** Reads a source map; undefined when it is not one. */
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
    return undefined; // an invalid source map resolves nothing
  }
}
