import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { jwtKeys, startStack, type TestStack } from "@seaworthy/app/testing/stack";
import { testState } from "@seaworthy/cli/rotate/testing";
import { type OpenContext, openContext } from "@seaworthy/cli/verify/context";
import { pages } from "@seaworthy/cli/verify/pages/pages";
import type { Target } from "@seaworthy/cli/verify/target";
import { operations } from "@seaworthy/platform/runtime/operations";
import { afterAll, beforeAll, expect, test } from "vitest";

let stack: TestStack;

beforeAll(async () => {
  stack = await startStack();
}, 180_000);

afterAll(() => stack?.close());

/** Of a stack that is served there, with that key for its users' tokens. */
function contextOf(url: URL, key = jwtKeys.current): OpenContext {
  const state = testState({ jwt: { newest: 1, inUse: key } });
  const { manifest } = state;
  const app = { ...manifest.app, modules: "app/src/modules.ts" };
  const tokens = { ...manifest.tokens, signedBy: "jwt" };
  const routes = { ready: operations.ready.path, generations: operations.generations.path };
  const target: Target = {
    ...{ stack: { name: "local", isLocal: true }, kind: "local", resources: [], app: undefined },
    ...{ environment: {}, origins: { http: url, https: url } },
    state: { ...state, manifest: { ...manifest, app, routes, tokens } },
  };
  return openContext(target, AbortSignal.timeout(100_000));
}

const rowsOf = async () =>
  Number((await stack.admin`select count(*)::int as count from public.posts`)[0]?.count);

test("a browser shows every page, and what was created is deleted", async () => {
  const before = await rowsOf();
  const context = contextOf(stack.worker.url);
  const found = await pages.run(context);
  expect(found.filter(({ outcome }) => outcome !== "proven")).toEqual([]);
  expect(found.map(({ what }) => what)).toEqual(
    expect.arrayContaining(["health", "docs", "feed: first post", "outreach: unsubscribe"]),
  );
  expect(await rowsOf()).toBe(before + 1);
  await context.close();
  expect(await rowsOf()).toBe(before);
}, 120_000);

test("a user whose token is refused sees no first post", async () => {
  const context = contextOf(stack.worker.url, jwtKeys.current.replace("current", "another"));
  const wrong = (await pages.run(context)).filter(({ outcome }) => outcome === "refuted");
  await context.close();
  expect(wrong).toMatchObject([
    { what: "feed: first post", observed: "The app answered POST /rest/posts with 401." },
  ]);
}, 120_000);

test.each([
  ["an error page", 500, "text/plain", '"status":"ready" /health/ready', /^500/],
  ["another text", 200, "text/plain", "soon", /^200, not /],
  [
    "a script that fails",
    200,
    "text/html",
    '"status":"ready" <script>throw new Error("planted")</script>',
    /planted/,
  ],
  [
    "a style that its own policy forbids",
    200,
    "text/html",
    `"status":"ready" <meta http-equiv="Content-Security-Policy" content="style-src 'none'"><p style="color:red">x</p>`,
    /Content Security Policy/,
  ],
])(
  "%s is refuted",
  async (_, status, type, body, observed) => {
    const server = createServer((_request, response) => {
      response.writeHead(status, { "content-type": type }).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const context = contextOf(new URL(`http://127.0.0.1:${port}`));
    const [health] = await pages.run(context);
    await context.close();
    server.close();
    expect(health).toMatchObject({ what: "health", outcome: "refuted" });
    expect(health?.observed).toMatch(observed);
  },
  120_000,
);
