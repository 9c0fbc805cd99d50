import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { testExport } from "../../rotate/testing.ts";
import { runCommand } from "../../testing/run-command.ts";
import { createStubPulumi } from "../../testing/stub-pulumi.ts";

const engine = createStubPulumi();
vi.mock("../../pulumi/cli.ts", () => ({ pulumiDirectory: async () => engine.directory }));

const operatorToken = "the operator's token";
const blocks = [
  { subject: "203.0.113.7", endsAt: "2026-12-01T00:00:00.000Z" },
  { subject: "user:7", endsAt: "2026-12-02T00:00:00.000Z" },
];
const requests: { line: string; authorization: string | undefined; body: string }[] = [];
let response: { readonly status: number; readonly body?: object | undefined };
const app = createServer(async (request, answer) => {
  const { method, url, headers } = request;
  const body = await text(request);
  requests.push({ line: `${method} ${url}`, authorization: headers.authorization, body });
  const type = response.status < 400 ? "application/json" : "application/problem+json";
  answer.writeHead(response.status, { "content-type": type });
  answer.end(response.body === undefined ? undefined : JSON.stringify(response.body));
});

beforeAll(async () => {
  app.listen(0, "127.0.0.1");
  await once(app, "listening");
  const address = app.address();
  const appUrl = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  const secrets = { "operator-token": { newest: 1, inUse: operatorToken } };
  engine.respond({ "stack export": testExport(secrets, { appUrl }) });
});
beforeEach(() => requests.splice(0));
afterAll(() => {
  app.closeAllConnections();
  app.close();
  engine.remove();
});

test("are listed for people and as JSON", async () => {
  response = { status: 200, body: { blocks, total: 3 } };
  expect(await runCommand("blocks", "list", "prod")).toMatchObject({
    code: 0,
    stdout:
      "203.0.113.7  until 2026-12-01T00:00:00.000Z\nuser:7       until 2026-12-02T00:00:00.000Z\nand 1 more\n",
  });
  const { stdout } = await runCommand("blocks", "list", "prod", "--json");
  expect(JSON.parse(stdout)).toEqual({ blocks, total: 3 });
  response = { status: 200, body: { blocks: [], total: 0 } };
  expect((await runCommand("blocks", "list", "prod")).stdout).toBe("Nobody is blocked.\n");
  const bearer = `Bearer ${operatorToken}`;
  expect(requests.map((one) => one.authorization)).toEqual([bearer, bearer, bearer]);
});

test("are added and lifted", async () => {
  response = { status: 201, body: blocks[0] };
  const added = await runCommand("blocks", "add", "prod", "203.0.113.7", "--minutes", "5");
  expect(added.stdout).toBe("Blocked 203.0.113.7 until 2026-12-01T00:00:00.000Z.\n");
  response = { status: 204 };
  const lifted = await runCommand("blocks", "lift", "prod", "203.0.113.7");
  expect(lifted.stdout).toBe("Lifted the block of 203.0.113.7.\n");
  expect(requests.map(({ line, body }) => [line, body])).toEqual([
    ["POST /internal/blocks", '{"subject":"203.0.113.7","minutes":5}'],
    ["DELETE /internal/blocks/203.0.113.7", ""],
  ]);
});

test("that the app refuses are an error with its reason", async () => {
  response = { status: 422, body: { detail: "x", errors: [{ message: "is not an address" }] } };
  const { code, stdout, stderr } = await runCommand("blocks", "add", "prod", "nobody");
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toBe(
    "error VENDOR_REFUSED: The app rejected the request with status 422: is not an address. No block was changed.\n",
  );
});

test.each(["0", "-1", "1.5", "1e3", "", "ten", "1000000"])(
  "for %s minutes are refused before anything is sent",
  async (minutes) => {
    const { code, stderr } = await runCommand("blocks", "add", "prod", "x", `--minutes=${minutes}`);
    expect(code).toBe(2);
    expect(stderr).toContain("--minutes takes a whole number from 1");
    expect(requests).toEqual([]);
  },
);

test("cannot name another route of the app, and the token is never shown", async () => {
  response = { status: 404, body: { detail: "Block not found." } };
  const { code, stdout, stderr } = await runCommand("blocks", "lift", "prod", "../jobs?all#x");
  expect(code).toBe(1);
  expect(requests.map(({ line }) => line)).toEqual(["DELETE /internal/blocks/..%2Fjobs%3Fall%23x"]);
  expect(stdout + stderr).not.toContain(operatorToken);
});
