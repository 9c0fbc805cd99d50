import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { defined } from "@seaworthy/core/defined";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { CloudContext } from "../../kernel/context.ts";
import type { ProcessTable } from "../../kernel/processes/table.ts";
import { startTestCloud, type TestCloud } from "../../testing.ts";
import { createSupabase } from "./index.ts";
import { call, createTestProject, officialClient, portsOf, query } from "./testing.ts";

/**
 * A process table that, once armed, stops acting and never resolves after a number of operations,
 * as if killed there.
 */
function cuttable() {
  let remaining = Number.POSITIVE_INFINITY;
  let reached = () => {};
  /** Resolves when the operation after that many is requested. */
  const arm = (operations: number) =>
    new Promise<void>((resolve) => {
      remaining = operations;
      reached = resolve;
    });
  const wrap = (processes: ProcessTable): ProcessTable =>
    new Proxy(processes, {
      get: (target, name, receiver) => {
        const member: unknown = Reflect.get(target, name, receiver);
        if (
          typeof member !== "function" ||
          !["run", "start", "makeDirectory", "writeFile"].includes(String(name))
        )
          return member;
        return (...args: unknown[]) => {
          if (remaining-- > 0) return Reflect.apply(member, target, args);
          reached();
          return new Promise(() => {});
        };
      },
    });
  const create = (context: CloudContext) => {
    remaining = Number.POSITIVE_INFINITY;
    return createSupabase({ ...context, processes: wrap(context.processes) });
  };
  return { arm, create };
}

async function expectHealthy(cloud: TestCloud, ref: string): Promise<void> {
  const { direct, pooler } = await portsOf(cloud, ref);
  expect((await officialClient(cloud).getProject(ref)).data.status).toBe("ACTIVE_HEALTHY");
  for (const login of [{ port: direct }, { port: pooler, user: `postgres.${ref}` }])
    expect(await query(login, "select auth.role() as role")).toEqual([{ role: null }]);
}

/** `npm run test:long moments` sets `KILL_MOMENTS=all`; here, those that are most unlike. */
const most = <Moment>(all: readonly Moment[], unlike: readonly Moment[]) =>
  process.env.KILL_MOMENTS === "all" ? all : unlike;

describe("a project whose creation is interrupted", () => {
  const points: readonly (readonly [string, number])[] = [
    ["before initdb", 3],
    ["before PgBouncer has files", 8],
  ];
  const more = [
    ["before anything", 0],
    ["after initdb", 4],
    ["before PostgreSQL starts", 7],
    ["before PgBouncer starts", 12],
  ] as const;

  it.each(most([...points, ...more], points))(
    "%s is finished by the next start",
    async (_when, operations) => {
      const cut = cuttable();
      const cloud = await startTestCloud({ vendors: [cut.create] });
      try {
        const reached = cut.arm(operations);
        createTestProject(cloud).catch(() => undefined); // never resolves: the cloud ends first
        await reached;
        expect((await call(cloud, "GET", "/v1/organizations")).status).toBe(200);
        await cloud.restart();
        const { data } = await officialClient(cloud).listAllProjects();
        expect(data.map((project) => project.name)).toEqual(["shop"]);
        await expectHealthy(cloud, data[0]?.ref ?? "");
      } finally {
        await cloud.close();
      }
    },
  );
});

describe("a running project", () => {
  const cut = cuttable();
  let cloud: TestCloud;
  let ref: string;

  beforeEach(async () => {
    cloud = await startTestCloud({ vendors: [cut.create] });
    ref = await createTestProject(cloud);
  });
  afterEach(() => cloud.close());

  it("keeps its data, ports, settings and pool across a restart", async () => {
    const client = officialClient(cloud);
    await client.updatePostgresConfig(ref, { max_connections: 71, work_mem: "5MB" });
    await client.updatePoolerConfig(ref, { default_pool_size: 9 });
    const before = await portsOf(cloud, ref);
    await query({ port: before.direct }, "create table public.kept as select 7 as n");
    await cloud.restart();
    expect(await portsOf(cloud, ref)).toEqual(before);
    expect(
      await query(
        { port: before.pooler, user: `postgres.${ref}` },
        "select n, current_setting('max_connections') as c, current_setting('work_mem') as m from kept",
      ),
    ).toEqual([{ n: 7, c: "71", m: "5MB" }]);
    expect(
      (await officialClient(cloud).getProjectPgbouncerConfig(ref)).data.default_pool_size,
    ).toBe(9);
  });

  it.each(most([0, 1, 2], [1]))(
    "has the requested state after a change is interrupted at operation %i",
    async (operations) => {
      const reached = cut.arm(operations);
      const change = officialClient(cloud).updatePoolerConfig(ref, {
        default_pool_size: 33,
        pool_mode: "session",
      });
      await Promise.race([reached, change]);
      change.catch(() => undefined);
      await cloud.restart();
      expect((await officialClient(cloud).getProjectPgbouncerConfig(ref)).data).toMatchObject({
        default_pool_size: 33,
        pool_mode: "session",
      });
    },
  );

  it("returns to the earlier settings if it was killed while applying some that do not start", async () => {
    const project = cloud.context.store.get<Record<string, unknown>>("supabase.project", ref);
    cloud.context.store.put("supabase.project", ref, {
      ...project,
      settings: { max_connections: 2 },
      settingsBefore: { max_connections: 66 },
    });
    await cloud.restart();
    await expectHealthy(cloud, ref);
    expect((await officialClient(cloud).getPostgresConfig(ref)).data).toEqual({
      max_connections: 66,
    });
  });

  it("is deleted by the next start if its deletion was interrupted", async () => {
    const project = cloud.context.store.get<Record<string, unknown>>("supabase.project", ref);
    cloud.context.store.put("supabase.project", ref, { ...project, phase: "deleting" });
    await cloud.restart();
    expect((await officialClient(cloud).listAllProjects()).data).toEqual([]);
    expect(existsSync(join(cloud.context.dataDirectory, "database", ref))).toBe(false);
    expect(Object.keys(cloud.context.ports.all())).toEqual(["control"]);
  });

  it("starts despite a postmaster.pid whose pid another process uses now", async () => {
    const file = join(cloud.context.dataDirectory, "database", ref, "postgres", "postmaster.pid");
    const { direct } = await portsOf(cloud, ref);
    const [{ pid } = { pid: 0 }] = await query({ port: direct }, "select pg_backend_pid() as pid");
    const pooler = cloud.context.processes
      .running()
      .find(({ name }) => name === `pgbouncer-${ref}`);
    expect(pid).not.toBe(pooler?.pid);
    await killServer(cloud, `postgres-${ref}`, () => writeFileSync(file, `${pooler?.pid}\n`));
    await cloud.restart();
    await expectHealthy(cloud, ref);
  });

  it.each(["postgres", "pgbouncer"])("recovers by itself after %s got SIGKILL", async (server) => {
    const { pooler } = await portsOf(cloud, ref);
    await query(
      { port: pooler, user: `postgres.${ref}` },
      "create table public.survives as select 1 as n",
    );
    await killServer(cloud, `${server}-${ref}`);
    await vi.waitUntil(
      async () =>
        (await call(cloud, "GET", `/v1/projects/${ref}`)).body.status === "ACTIVE_HEALTHY",
      {
        timeout: 30_000,
        interval: 50,
      },
    );
    await vi.waitUntil(
      () =>
        query({ port: pooler, user: `postgres.${ref}` }, "select n from survives").then(
          (rows) => rows.length === 1,
          () => false,
        ),
      {
        timeout: 30_000,
        interval: 50,
      },
    );
    expect(
      cloud.context.processes.running().find(({ name }) => name === `${server}-${ref}`)?.restarts,
    ).toBeGreaterThan(0);
  });
});

/** Kills the server and waits until its supervisor has noticed. */
async function killServer(cloud: TestCloud, name: string, afterKill = () => {}): Promise<void> {
  const entry = () => cloud.context.processes.running().find((running) => running.name === name);
  process.kill(entry()?.pid ?? 0, "SIGKILL");
  afterKill();
  await vi.waitUntil(() => (entry()?.restarts ?? 0) > 0, { timeout: 10_000, interval: 5 });
}

describe("a local cloud that gets SIGKILL", () => {
  it.each(most([5, 150, 500, 700, 900], [700]))(
    "%i ms into creating a project, has all or nothing of it at the next start",
    async (afterMs) => {
      const directory = mkdtempSync(join(tmpdir(), "sea-"));
      const killed = await startCloudProcess(directory);
      const answer = createOver(killed).catch(() => undefined);
      await delay(afterMs);
      await kill(killed.child);
      await answer;
      await expectConverged(directory);
    },
  );

  it.each(most([10, 40, 120], [40]))(
    "%i ms into deleting a project, has all or nothing of it at the next start",
    async (afterMs) => {
      const directory = mkdtempSync(join(tmpdir(), "sea-"));
      const killed = await startCloudProcess(directory);
      const { ref } = (await (await createOver(killed)).json()) as { ref: string };
      const answer = request(killed, "DELETE", `/v1/projects/${ref}`).catch(() => undefined);
      await delay(afterMs);
      await kill(killed.child);
      await answer;
      await expectConverged(directory);
    },
  );
});

interface CloudProcess {
  readonly child: ChildProcess;
  readonly url: string;
  readonly token: string;
}

async function startCloudProcess(directory: string): Promise<CloudProcess> {
  const child = spawn(
    process.execPath,
    [
      "--disable-warning=ExperimentalWarning",
      join(import.meta.dirname, "testing-cloud.ts"),
      directory,
    ],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  return { child, ...(JSON.parse(line) as { url: string; token: string }) };
}

function createOver(cloud: CloudProcess): Promise<Response> {
  const selection = { type: "specific", code: "eu-west-1" };
  return request(cloud, "POST", "/v1/projects", {
    name: "cut",
    db_pass: `it's a \\ "password" ü`,
    organization_slug: "seaworthy-local",
    region_selection: selection,
  });
}

function request(
  cloud: CloudProcess,
  method: string,
  path: string,
  body?: unknown,
): Promise<Response> {
  const headers = { authorization: `Bearer ${cloud.token}`, "content-type": "application/json" };
  return fetch(cloud.url + path, {
    method,
    headers,
    ...defined({ body: JSON.stringify(body) }),
  });
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

/**
 * The kill may have come before the request arrived or before it was answered: in both cases
 * nothing is left half-done.
 */
async function expectConverged(directory: string): Promise<void> {
  const cloud = await startTestCloud({ vendors: [createSupabase], directory });
  try {
    const { data } = await officialClient(cloud).listAllProjects();
    expect(data.length).toBeLessThanOrEqual(1);
    for (const { ref } of data) await expectHealthy(cloud, ref);
    expect(cloud.context.processes.running()).toHaveLength(2 * data.length);
  } finally {
    await cloud.close();
  }
}
