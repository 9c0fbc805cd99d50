import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { SeaworthyError } from "@seaworthy/core/errors.ts";

const names = ["redis-server", "valkey-server"];

/** The first of Redis and Valkey on PATH. Throws TOOL_MISSING. */
export function findServer(path: string = process.env.PATH ?? ""): string {
  const folders = path.split(delimiter).filter((folder) => folder !== "");
  const found = names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
  if (found) return found;
  throw new SeaworthyError(
    "TOOL_MISSING",
    'Neither redis-server nor valkey-server is on PATH. Install one: "apt-get install redis-server" or "brew install redis".',
  );
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false; // not there, or not ours to run
  }
}
