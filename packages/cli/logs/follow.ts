import { createReadStream, statSync } from "node:fs";
import { text } from "node:stream/consumers";

/** Reads additions to a log, whole lines at a time. */
export interface LogTail {
  /** The lines completed since the last call. */
  read(): Promise<readonly string[]>;
  /** The incomplete last line. */
  rest(): string;
}

/** @param fromByte where to begin; default the log's end */
export function tailLog(file: string, fromByte = sizeOf(file)): LogTail {
  let position = fromByte;
  let begun = "";
  return {
    read: async () => {
      const end = sizeOf(file);
      if (end < position) [position, begun] = [0, ""]; // the log was rotated
      if (end === position) return [];
      const added = await text(createReadStream(file, { start: position, end: end - 1 }));
      position = end;
      const lines = (begun + added).split("\n");
      begun = lines.pop() ?? "";
      return lines;
    },
    rest: () => begun,
  };
}

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
