import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { createInterface } from "node:readline";
import { SeaworthyError } from "@seaworthy/core/errors";
import { createSeries, type Series } from "./series.ts";
import type { Stage } from "./shapes.ts";
import type { Checks } from "./thresholds.ts";

export interface K6Run {
  readonly script: string;
  /** Where the app is served. */
  readonly url: string;
  readonly stages: readonly Stage[];
}

export interface K6Result extends Series {
  readonly checks: Checks;
}

/**
 * Loopback addresses, one per virtual user: the edge limits each address, as it does visitors.
 * Another run within a minute uses others.
 */
function senders(): string {
  const net = `127.${randomInt(16, 255)}.${randomInt(0, 16) * 16}`;
  const last = net.replace(/\d+$/, (third) => String(Number(third) + 15));
  return `${net}.1-${last}.254`;
}

const tailLines = 30;

/** Reads k6's samples while it runs. Throws PROCESS_FAILED with k6's output. */
export async function runK6(program: string, { script, url, stages }: K6Run): Promise<K6Result> {
  const [first] = stages;
  const child = spawn(
    program,
    [
      ...["run", "--quiet", "--no-usage-report", "--out", "csv=-"],
      ...[
        "--summary-mode",
        "disabled",
        "--system-tags",
        "status,check",
        "--dns",
        "policy=onlyIPv4",
        "--local-ips",
        senders(),
      ],
      ...["--vus", String(Math.max(1, first?.seconds === 0 ? first.vus : 1))],
      ...stages.flatMap(({ seconds, vus }) => ["--stage", `${seconds}s:${vus}`]),
      ...["--env", `BASE_URL=${url}`, script],
    ],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  const series = createSeries();
  const checks = { passed: 0, failed: 0 };
  const tail: string[] = [];
  const read = rowReader(series.add, checks);
  createInterface({ input: child.stdout }).on("line", read);
  createInterface({ input: child.stderr }).on("line", (line) => {
    if (tail.push(line) > tailLines) tail.shift();
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0)
    throw new SeaworthyError("PROCESS_FAILED", `k6 ended with an error:\n${tail.join("\n")}`);
  return { ...series.finish(), checks };
}

/** k6's CSV: a header with the column names, and one row per value of each metric. */
function rowReader(
  add: ReturnType<typeof createSeries>["add"],
  checks: { passed: number; failed: number },
): (line: string) => void {
  let status = -1;
  return (line) => {
    if (line.startsWith("metric_name,")) {
      status = line.split(",").indexOf("status");
      return;
    }
    const isDuration = line.startsWith("http_req_duration,");
    if (!isDuration && !line.startsWith("checks,")) return;
    const cells = line.split(",");
    const value = Number(cells[2]);
    if (isDuration) add({ time: Number(cells[1]), ms: value, status: Number(cells[status] ?? 0) });
    else if (value === 1) checks.passed += 1;
    else checks.failed += 1;
  };
}
