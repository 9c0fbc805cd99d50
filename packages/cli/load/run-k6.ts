import { randomInt } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SeaworthyError } from "@seaworthy/core/errors";
import { run } from "@seaworthy/toolchain/run";
import { z } from "zod";

export interface K6Run {
  readonly script: string;
  /** Where the app is served. */
  readonly url: string;
  readonly duration: string;
  readonly vus: string;
}

export interface LoadResult {
  readonly requests: number;
  readonly failed: number;
  readonly p95Ms: number;
}

/**
 * Loopback addresses, one for each virtual user: the edge limits each, as it does each visitor.
 * Another run within a minute sends from others.
 */
function senders(): string {
  const net = `127.${randomInt(16, 255)}.${randomInt(0, 16) * 16}`;
  const last = net.replace(/\d+$/, (third) => String(Number(third) + 15));
  return `${net}.1-${last}.254`;
}

const summarySchema = z.object({
  metrics: z.object({
    http_reqs: z.object({ count: z.number() }),
    /** `passes` counts the requests that failed: it is a rate of failures. */
    http_req_failed: z.object({ passes: z.number() }),
    http_req_duration: z.object({ "p(95)": z.number() }),
  }),
});

/** Throws PROCESS_FAILED with what k6 said. */
export async function runK6(
  program: string,
  { script, url, duration, vus }: K6Run,
): Promise<LoadResult> {
  const folder = mkdtempSync(join(tmpdir(), "seaworthy-load-"));
  const summary = join(folder, "summary.json");
  try {
    const { exitCode, tail } = await run(program, [
      ...["run", "--quiet", "--no-usage-report", "--duration", duration, "--vus", vus],
      ...["--dns", "policy=onlyIPv4", "--local-ips", senders()],
      ...["--env", `BASE_URL=${url}`, "--summary-export", summary, script],
    ]);
    if (exitCode !== 0)
      throw new SeaworthyError("PROCESS_FAILED", `k6 failed:\n${tail.join("\n")}`);
    const { metrics } = summarySchema.parse(JSON.parse(readFileSync(summary, "utf8")));
    return {
      requests: metrics.http_reqs.count,
      failed: metrics.http_req_failed.passes,
      p95Ms: Math.round(metrics.http_req_duration["p(95)"]),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
