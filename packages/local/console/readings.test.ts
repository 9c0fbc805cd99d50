import { describe, expect, it } from "vitest";
import { poolerView } from "./pooler-live.ts";
import { memoryOf, sumTrees } from "./process-memory.ts";

describe("process memory", () => {
  it("sums a process and all its descendants", () => {
    const lines =
      "    1     0   100\n   10     1    20\n   11    10     3\n   12    11     1\n   20     1     7\n";
    expect(Object.fromEntries(sumTrees(lines, [10, 20, 99]))).toEqual({
      10: 24 * 1024,
      20: 7 * 1024,
    });
  });

  it("knows this process", async () => {
    const memory = await memoryOf([process.pid]);
    expect(memory.get(process.pid)).toBeGreaterThan(10_000_000);
  });
});

describe("poolerView", () => {
  it("reads PgBouncer's own tables and leaves out its console's pool", () => {
    const config = [
      { key: "pool_mode", value: "transaction" },
      { key: "default_pool_size", value: "60" },
      { key: "max_client_conn", value: "200" },
    ];
    const pool = (database: string, active: string) => ({
      database,
      cl_active: active,
      cl_waiting: "1",
      sv_active: "2",
      sv_idle: "3",
    });
    expect(
      poolerView(config, [pool("postgres", "4"), pool("app", "5"), pool("pgbouncer", "9")]),
    ).toEqual({
      ...{
        mode: "transaction",
        poolSize: "60",
        maxClients: "200",
        clientsActive: 9,
        clientsWaiting: 2,
        serversActive: 4,
        serversIdle: 6,
      },
    });
  });
});
