import { join } from "node:path";
import { tailLog } from "../logs/follow.ts";
import { readableLine } from "../logs/readable-line.ts";

/** Shows the edge's decisions and the Worker's log. */
export interface Traffic {
  /** The lines since the last call, in plain text, oldest first within a log. */
  read(): Promise<readonly string[]>;
}

const edgeEvents = /"event":"edge\.(rule_matched|rate_limited)"/;

/**
 * @param folder of the local cloud's logs
 * @param toSource rewrites positions in the bundle, in stack traces
 */
export function watchTraffic(folder: string, toSource: (text: string) => string): Traffic {
  const edge = tailLog(join(folder, "cloud.log"));
  const worker = tailLog(join(folder, "worker.log"));
  return {
    read: async () => [
      ...(await edge.read()).filter((line) => edgeEvents.test(line)).map(edgeLine),
      ...(await worker.read()).map((line) => toSource(readableLine(line)).replaceAll("\\n", "\n")),
    ],
  };
}

/** `12:00:01.250 edge  GET /.env block by rule "Block probes"`. */
function edgeLine(line: string): string {
  const { time, method, path, action, rule, event, omitted } = JSON.parse(line);
  const clock = String(time).slice(11, 23);
  const what = event === "edge.rate_limited" ? "rate limit" : "rule";
  const more = omitted === undefined ? "" : ` (and ${omitted} more)`;
  return `${clock} edge  ${method} ${path} ${action} by ${what} "${rule}"${more}`;
}
