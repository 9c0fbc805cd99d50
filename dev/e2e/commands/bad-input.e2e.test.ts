import { createServer } from "node:net";
import { afterAll, describe, expect, test } from "vitest";
import { createTestStack, type TestStack } from "../harness.ts";

describe("bad input gets a clear error and leaves nothing half-applied", {
  timeout: 240_000,
}, () => {
  const stack: TestStack = createTestStack();
  afterAll(() => stack.close(), 120_000);

  test.each([
    [["up"], 2, /missing required argument 'stack'/],
    [["up", "moon"], 2, /STACK_UNKNOWN: Pulumi\.moon\.yaml not found.*local, prod, staging/],
    [["up", "../local"], 2, /STACK_UNKNOWN/],
    [["sail"], 2, /unknown command 'sail'/],
    [["status", "local", "--colour"], 2, /unknown option '--colour'/],
    [["logs", "local", "nothing"], 2, /No log for nothing/],
    [["down", "prod", "--wipe"], 2, /down stops the local cloud, .*seaworthy destroy prod/],
    [["status", "local"], 1, /CLOUD_NOT_RUNNING.*npm start/],
  ])("seaworthy %j exits with %i", async (args, code, message) => {
    const result = await stack.seaworthy(...args);
    expect(result.stderr).toMatch(message);
    expect(result.code).toBe(code);
  });

  test("every mistake in a stack file is reported at once, with its key, before anything is created", async () => {
    const file = stack.configure({
      "seaworthy:database.pooler.mode": "statement",
      "seaworthy:database.pooler.size": "many",
      "seaworthy:edge.zoneid": "x",
    });
    const result = await stack.seaworthy("up", "local", "--config-file", file);
    expect(result.code).toBe(1);
    for (const key of [
      "seaworthy:database.pooler.mode",
      "seaworthy:database.pooler.size",
      "zoneid",
    ])
      expect(result.stdout).toContain(key);
    expect(await projects(stack)).toEqual([]);
  });

  test("a stack that violates a policy is refused before anything is created", async () => {
    const file = stack.configure({ "seaworthy:database.pooler.mode": "session" });
    const result = await stack.seaworthy("up", "local", "--config-file", file);
    expect(result.code).toBe(1);
    expect(result.stdout).toContain("pooling-transaction-mode");
    expect(await projects(stack)).toEqual([]);
  });

  test("a vendor's invalid token is named without its value, and nothing is created there", async () => {
    const token = `sbp_${"0".repeat(40)}`;
    const result = await stack.seaworthy(
      "up",
      "local",
      "--config-file",
      stack.configure({ "supabase:accessToken": token }),
    );
    expect(result.code).toBe(1);
    expect(result.stdout).toMatch(/VENDOR_UNAUTHORIZED: Supabase responded/);
    expect(result.stdout + result.stderr).not.toContain(token);
    expect(await projects(stack)).toEqual([]);
  });

  test("a port that another program uses is named with what to type, which assigns a new one", async () => {
    const { edge } = await stack.status();
    await stack.seaworthy("down", "local");
    const stranger = createServer();
    await new Promise<void>((listening) =>
      stranger.listen(Number(new URL(edge.http).port), "127.0.0.1", listening),
    );
    const result = await stack.seaworthy("up", "local");
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(/PORT_TAKEN.*lsof -i :/);
    await stack.up("--new-ports");
    const moved = await stack.status();
    await new Promise((closed) => stranger.close(closed));
    expect(moved.edge.http).not.toBe(edge.http);
    expect((await fetch(`${moved.app.url}/health/ready`)).status).toBe(200);
    expect((await stack.seaworthy("down", "local")).code).toBe(0);
  });
});

async function projects(stack: TestStack): Promise<unknown> {
  const { control, tokens } = await stack.status();
  return (
    await fetch(`${control.supabase}/v1/projects`, {
      headers: { authorization: `Bearer ${tokens?.supabase}` },
    })
  ).json();
}
