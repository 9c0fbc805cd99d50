import { existsSync, readdirSync } from "node:fs";
import type { LocalStatus } from "@seaworthy/cli/status/local";
import { defined } from "@seaworthy/core/defined";
import { isFree } from "@seaworthy/local/kernel/ports";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { nextRead } from "../../load/steady-requests.ts";
import { createTestStack, execute, mustSucceed, type TestStack } from "../harness.ts";
import { readRunFolder } from "../processes.ts";
import { requestBurst } from "../rotation/request-burst.ts";
import { breakages } from "../verify/breakages.ts";
import { vendorsOf } from "../verify/vendors.ts";
import { expectOneOfEach, upKilled } from "./kills.ts";

/** One stack, from creation to deletion; the tests build on each other in this order. */
describe("the life cycle of a local stack", { timeout: 240_000 }, () => {
  let stack: TestStack;
  let status: LocalStatus;

  beforeAll(async () => {
    stack = createTestStack();
    // The other victims and moments are in kills.long.test.ts.
    if (process.platform === "linux") await upKilled(stack, "engine", 24);
    mustSucceed(await execute("npm", ["start"], stack.environment));
    status = await stack.status();
  }, 600_000);

  afterAll(() => stack.close(), 120_000);

  test("an up whose engine was killed is completed by the next one: nothing is missing, nothing there twice", async () => {
    await expectOneOfEach(stack);
  });

  test("up ends with the app responding through the edge, its database and Redis healthy", async () => {
    const response = await fetch(`${status.app.url}/health/ready`);
    expect(await response.json()).toEqual({
      status: "ready",
      checks: { database: "healthy", redis: "healthy" },
    });
    expect(response.headers.get("cf-ray")).toMatch(/^[0-9a-f]{16}-/);
    expect(response.headers.get("x-request-id")).toBeTruthy();
  });

  test("a second preview, a refresh and a second npm start have nothing to change", async () => {
    mustSucceed(await stack.pulumi("preview", "--expect-no-changes", "--policy-pack", "policies"));
    mustSucceed(await stack.pulumi("refresh", "--preview-only", "--expect-no-changes"));
    expect(mustSucceed(await execute("npm", ["start"], stack.environment)).stdout).toMatch(
      /Resources:\s+\d+ unchanged\n/,
    );
  });

  test("PgBouncer runs in transaction mode with the declared size, and changes size while 50 clients query", async () => {
    expect(await showPool(status)).toMatchObject({ pool_mode: "transaction", pool_size: 10 });
    const load = startLoad(status, 50);
    await stack.up("--config-file", stack.configure({ "seaworthy:database.pooler.size": 14 }));
    expect(await showPool(status)).toMatchObject({ pool_mode: "transaction", pool_size: 14 });
    expect(await load.stop()).toMatchObject({ errors: [] });
  });

  test("the 101st request of a minute on /rest/* gets 429 with Retry-After, another address does not", async () => {
    const answers = await requestBurst(`${status.app.url}/rest/api-keys`, 101, "127.0.0.21");
    expect(answers.filter((answer) => answer.status === 429)).toHaveLength(1);
    expect(
      Number(answers.find((answer) => answer.status === 429)?.headers["retry-after"]),
    ).toBeGreaterThan(0);
    const other = await requestBurst(`${status.app.url}/rest/api-keys`, 1, "127.0.0.22");
    expect(other[0]?.status).toBe(401);
  });

  test("verify proves TLS and CORS as declared, and is red after a setting was changed by hand", async () => {
    const only = ["verify", "local", "--only", "tls", "cors"];
    expect(mustSucceed(await stack.seaworthy(...only)).stdout).toContain("2 proven, 0 refuted");
    const outputs = mustSucceed(await stack.pulumi("stack", "output", "manifest", "--json"));
    const vendors = vendorsOf(status, JSON.parse(outputs.stdout));
    const [breakage] = breakages;
    const undo = await breakage?.break(vendors);
    expect(await stack.seaworthy(...only)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining(`policies: ${breakage?.policy}`),
    });
    await undo?.();
  });

  test("a cached route is a HIT the second time, and a request with Authorization is not cached", async () => {
    const url = `${status.app.url}${nextRead("anonymous", 0).path}`;
    expect((await requestBurst(url, 1, "127.0.0.23"))[0]?.headers["cf-cache-status"]).toMatch(
      /MISS|EXPIRED/,
    );
    expect((await requestBurst(url, 1, "127.0.0.23"))[0]?.headers["cf-cache-status"]).toBe("HIT");
  });

  test("an error thrown in the Worker reaches the ingest with release, environment and request id", async () => {
    const response = await fetch(`${status.app.url}/debug/error`);
    expect(response.status).toBe(500);
    const requestId = response.headers.get("x-request-id");
    await expect.poll(() => findEvent(status, requestId), { timeout: 15_000 }).toBeTruthy();
    const found = await findEvent(status, requestId);
    const outputs = JSON.parse(
      mustSucceed(await stack.pulumi("stack", "output", "--json")).stdout,
    ) as Record<string, unknown>;
    expect(found).toMatchObject({
      release: { version: outputs.workerVersionId },
      tags: expect.arrayContaining([{ key: "environment", value: "local" }]),
    });
  });

  test("status shows the stack's own database and DSN, whatever else is in the cloud", async () => {
    const other = (await supabase(status, "POST", "/v1/projects", {
      name: "another",
      db_pass: "another-password",
      organization_slug: "seaworthy-local",
      region: "eu-central-1",
    })) as { id: string };
    const { database, sentry } = await stack.status();
    await supabase(status, "DELETE", `/v1/projects/${other.id}`);
    expect(database).toEqual(status.database);
    const { stdout } = mustSucceed(await stack.pulumi("stack", "output", "sentryDsn"));
    expect(sentry.dsn).toBe(stdout.trim());
  });

  test("no credential is in the exported state", async () => {
    const state = mustSucceed(await stack.pulumi("stack", "export")).stdout;
    const secrets = Object.values(
      JSON.parse(
        mustSucceed(await stack.pulumi("stack", "output", "--json", "--show-secrets")).stdout,
      ) as Record<string, unknown>,
    )
      .filter((value): value is string => typeof value === "string")
      .filter((value) => value.length >= 32 && !value.startsWith("http"));
    const passwords = [status.database.direct, status.database.pooler]
      .map((url) => new URL(url).password)
      .filter((password) => password !== "");
    expect(passwords.length).toBeGreaterThan(0);
    const jwtSecret = JSON.parse(
      mustSucceed(await stack.pulumi("stack", "output", "jwtSecret", "--json", "--show-secrets"))
        .stdout,
    ) as string;
    expect(secrets).toContain(jwtSecret);
    for (const secret of [...passwords, jwtSecret, ...Object.values(status.tokens ?? {})])
      expect(state).not.toContain(secret);
  });

  test("a value changed behind Pulumi's back is reported, and up restores it", async () => {
    const projects = (await supabase(status, "GET", "/v1/projects")) as { id: string }[];
    await supabase(status, "PATCH", `/v1/projects/${projects[0]?.id}/config/database/pooler`, {
      default_pool_size: 3,
      pool_mode: "transaction",
    });
    expect((await stack.pulumi("refresh", "--preview-only", "--expect-no-changes")).code).not.toBe(
      0,
    );
    mustSucceed(await stack.pulumi("refresh", "--yes"));
    await stack.up();
    expect(await showPool(status)).toMatchObject({ pool_size: 10 });
  });

  test("rotate refuses a secret that the stack does not have, and changes nothing", async () => {
    expect(await stack.seaworthy("rotate", "local", "passwort")).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/The stack has no secret passwort\. Secrets: jwt, /),
    });
  });

  // All kinds of secrets, and a stack whose components were renamed, are in the long tests.
  test("rotate replaces a secret", async () => {
    const { stdout } = mustSucceed(await stack.seaworthy("rotate", "local", "jwt", "--json"));
    expect(JSON.parse(stdout.trim().split("\n").at(-1) ?? "")).toMatchObject({
      event: "done",
      outcome: "rotated",
      secrets: { jwt: 2 },
    });
  });

  test("destroy leaves nothing at any vendor", async () => {
    mustSucceed(await stack.pulumi("destroy", "--yes"));
    expect(await supabase(status, "GET", "/v1/projects")).toEqual([]);
    const after = JSON.parse(
      (await stack.seaworthy("status", "local", "--json")).stdout,
    ) as LocalStatus;
    expect(after).toMatchObject({ redis: [] });
    expect(
      readRunFolder(stack.directory).filter((name) => /postgres|pgbouncer|redis/.test(name)),
    ).toEqual([]);
  });

  test("down leaves no process and no open port, and down --wipe no data", async () => {
    mustSucceed(await stack.seaworthy("down", "local"));
    expect(await isFree(Number(new URL(status.edge.http).port))).toBe(true);
    expect(await isFree(Number(new URL(status.control.supabase).port))).toBe(true);
    const asked = await stack.seaworthy("down", "local", "--wipe");
    expect(asked).toMatchObject({ code: 2, stderr: expect.stringContaining("add --yes") });
    expect(existsSync(`${stack.directory}/local`)).toBe(true);
    mustSucceed(await stack.seaworthy("down", "local", "--wipe", "--yes"));
    expect(
      readdirSync(stack.directory).filter((name) => name !== "pulumi" && !name.endsWith(".yaml")),
    ).toEqual([]);
    expect(existsSync(`${stack.directory}/local`)).toBe(false);
  });
});

/** Pool mode and size of the app's database, as reported by the live PgBouncer. */
async function showPool(status: LocalStatus): Promise<{ pool_mode: string; pool_size: number }> {
  const admin = postgres(status.database.admin ?? "", {
    prepare: false,
    fetch_types: false,
    max: 1,
  });
  const pools = await admin.unsafe("SHOW POOLS");
  const databases = await admin.unsafe("SHOW DATABASES");
  await admin.end();
  const ofApp = (rows: typeof pools, column: string) =>
    rows.find((row) => row[column] === "postgres");
  return {
    pool_mode: String(ofApp(pools, "database")?.pool_mode),
    pool_size: Number(ofApp(databases, "name")?.pool_size),
  };
}

function startLoad(status: LocalStatus, clients: number) {
  const errors: unknown[] = [];
  let queries = 0;
  let running = true;
  const loops = Array.from({ length: clients }, async () => {
    const sql = postgres(status.database.pooler, {
      prepare: false,
      fetch_types: false,
      max: 1,
      onnotice: () => {},
    });
    while (running) {
      await sql`select 1`.then(
        () => queries++,
        (error: unknown) => errors.push(error),
      );
    }
    await sql.end();
  });
  return {
    stop: async () => {
      running = false;
      await Promise.all(loops);
      expect(queries).toBeGreaterThan(clients);
      return { errors };
    },
  };
}

interface SentryEvent {
  readonly release?: { readonly version: string };
  readonly tags?: unknown;
}

async function findEvent(
  status: LocalStatus,
  requestId: string | null,
): Promise<SentryEvent | undefined> {
  const headers = { authorization: `Bearer ${status.tokens?.sentry}` };
  const slug = status.sentry.project;
  const events = (await (
    await fetch(`${status.control.sentry}0/projects/seaworthy-local/${slug}/events/?full=true`, {
      headers,
    })
  ).json()) as SentryEvent[];
  return events.find(
    (event) => requestId !== null && JSON.stringify(event.tags).includes(requestId),
  );
}

async function supabase(
  status: LocalStatus,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const response = await fetch(status.control.supabase + path, {
    method,
    headers: {
      authorization: `Bearer ${status.tokens?.supabase}`,
      "content-type": "application/json",
    },
    ...defined({ body: JSON.stringify(body) }),
  });
  return response.json();
}
