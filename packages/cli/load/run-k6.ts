import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { createInterface } from "node:readline";
import { SeaworthyError } from "@seaworthy/core/errors";
import type { TimedHmac } from "@seaworthy/rules-language/timed-hmac";
import { blockedRanges } from "./reach.ts";
import type { createSeries, Series } from "./series.ts";
import type { Stage } from "./shapes.ts";
import type { Checks } from "./thresholds.ts";

export interface K6Run {
  readonly script: string;
  /** Where the app is served. */
  readonly url: string;
  readonly stages: readonly Stage[];
  /** Each virtual user has its own loopback address. */
  readonly isLocal: boolean;
  /** Secret. Signs the requests, if the zone exempts them. */
  readonly exemption: TimedHmac | undefined;
  /** Secret. Variables of the scenario. */
  readonly environment: Readonly<Record<string, string>>;
  /** Collects measurements besides the requests. */
  readonly series: ReturnType<typeof createSeries>;
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
export async function runK6(program: string, run: K6Run): Promise<K6Result> {
  const { environment, exemption, series } = run;
  // Not an argument: those are visible to all users of the machine.
  const key =
    exemption === undefined ? {} : { LOAD_HEADER: exemption.header, LOAD_KEY: exemption.key };
  const child = spawn(program, await argumentsOf(run), {
    env: { ...process.env, ...environment, ...key },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const checks = { passed: 0, failed: 0 };
  const tail: string[] = [];
  createInterface({ input: child.stdout }).on("line", rowReader(series, checks));
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

async function argumentsOf({ script, url, stages, isLocal }: K6Run): Promise<string[]> {
  const [first] = stages;
  const blocked = await blockedRanges(url, isLocal);
  return [
    ...["run", "--quiet", "--no-usage-report", "--no-thresholds", "--out", "csv=-"],
    ...["--summary-mode", "disabled", "--system-tags", "status,check"],
    ...["--dns", "policy=onlyIPv4"],
    ...(isLocal ? ["--local-ips", senders()] : []),
    ...blocked.flatMap((range) => ["--blacklist-ip", range]),
    ...["--vus", String(Math.max(1, first?.seconds === 0 ? first.vus : 1))],
    ...stages.flatMap(({ seconds, vus }) => ["--stage", `${seconds}s:${vus}`]),
    ...["--env", `BASE_URL=${url}`, script],
  ];
}

/** k6's CSV: a header with the column names, and one row per value of each metric. */
function rowReader(
  { add, addBeside }: K6Run["series"],
  checks: { passed: number; failed: number },
): (line: string) => void {
  let status = -1;
  return (line) => {
    if (line.startsWith("metric_name,")) {
      status = line.split(",").indexOf("status");
      return;
    }
    const cells = line.split(",");
    const [name, time, value] = [cells[0] ?? "", Number(cells[1]), Number(cells[2])];
    if (name === "http_req_duration") add({ time, ms: value, status: Number(cells[status] ?? 0) });
    if (name === "checks" && value === 1) checks.passed += 1;
    if (name === "checks" && value !== 1) checks.failed += 1;
    if (name === "cache_hit") addBeside({ time, hit: value });
    if (name === "warm_ms") addBeside({ time, warmMs: value });
  };
}
