import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { SeaworthyError } from "@seaworthy/core/errors";
import type { BenchRequest, Load, RequestFigures } from "@seaworthy/stack/testing/bench";
import { installK6 } from "@seaworthy/toolchain/k6";
import { z } from "zod";

const script = join(import.meta.dirname, "requests.js");

const summarySchema = z.object({
  metrics: z.object({
    http_reqs: z.object({ count: z.number(), rate: z.number() }),
    http_req_failed: z.object({ value: z.number() }),
    http_req_duration: z.object({ "p(95)": z.number() }),
  }),
});

/** Sends the requests in turn for a round, from another process: the services run in this one. */
export async function sendRequests(
  requests: readonly BenchRequest[],
  { seconds, connections }: Load,
): Promise<RequestFigures> {
  const k6 = await installK6((line) => process.stderr.write(`${line}\n`));
  const folder = mkdtempSync(join(tmpdir(), "sea-bench-"));
  try {
    const [file, summary] = [join(folder, "requests.json"), join(folder, "summary.json")];
    writeFileSync(file, JSON.stringify(requests));
    await promisify(execFile)(
      k6,
      [
        ...["run", "--quiet", "--no-usage-report", "--summary-export", summary],
        ...["--vus", String(connections), "--duration", `${seconds}s`, script],
      ],
      { env: { ...process.env, REQUESTS: file } },
    );
    const { metrics } = summarySchema.parse(JSON.parse(readFileSync(summary, "utf8")));
    const { http_reqs: sent, http_req_failed: failed, http_req_duration: ms } = metrics;
    if (failed.value === 0) return { requestsPerSecond: sent.rate, p95Ms: ms["p(95)"] };
    throw new SeaworthyError(
      "PROCESS_FAILED",
      `${Math.round(failed.value * sent.count)} of ${sent.count} requests failed, such as ${requests[0]?.method} ${requests[0]?.url}.`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}
