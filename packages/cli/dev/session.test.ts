import { SeaworthyError } from "@seaworthy/core/errors";
import { expect, test } from "vitest";
import { createSession, type SessionPorts } from "./session.ts";

const bundle = { mainModule: "index.js", modules: [] };

function testSession(ports: Partial<SessionPorts> = {}) {
  const lines: string[] = [];
  const done: string[] = [];
  const session = createSession({
    sourcesFrom: "app/dist",
    bundler: {
      bundle: async () => bundle,
      restart: async () => void done.push("restart"),
      close: async () => undefined,
    },
    publish: async () => void done.push("publish"),
    migrate: async () => ["0001_posts@feed"],
    print: (line) => lines.push(line),
    now: () => 0,
    ...ports,
  });
  return { session, lines, done };
}

test("changed code is bundled and published", async () => {
  const { session, lines, done } = testSession();
  await session.handle([{ kind: "code", file: "app/src/a.ts" }]);
  expect(done).toEqual(["publish"]);
  expect(lines).toEqual(["app/src/a.ts: live after 0 ms."]);
});

test("a migration runs before the code that may need it", async () => {
  const { session, lines } = testSession();
  await session.handle([
    { kind: "code", file: "app/src/a.ts" },
    { kind: "migration", file: "app/migrations/0001.sql" },
  ]);
  expect(lines).toEqual(["Applied 0001_posts@feed.", "app/src/a.ts: live after 0 ms."]);
});

test("a changed table of modules is read again", async () => {
  const { session, done } = testSession();
  await session.handle([{ kind: "table", file: "app/src/modules.ts" }]);
  expect(done).toEqual(["restart", "publish"]);
});

test("a change in infra/ says what to type, and publishes nothing", async () => {
  const { session, lines, done } = testSession();
  await session.handle([{ kind: "infra", file: "infra/app.ts" }]);
  expect(done).toEqual([]);
  expect(lines).toEqual(['infra/app.ts changed: run "npx seaworthy up local" to apply it.']);
});

test("code that does not bundle is reported, and the next save is tried", async () => {
  let tries = 0;
  const { session, lines, done } = testSession({
    bundler: {
      bundle: async () => {
        if (tries++ === 0) throw new SeaworthyError("CONFIG_INVALID", "a.ts:1:2: Expected )");
        return bundle;
      },
      restart: async () => undefined,
      close: async () => undefined,
    },
  });
  await session.handle([{ kind: "code", file: "app/src/a.ts" }]);
  expect(lines[0]).toContain("a.ts:1:2: Expected )");
  expect(lines[0]).toContain("The previous version is still serving.");
  await session.handle([{ kind: "code", file: "app/src/a.ts" }]);
  expect(done).toEqual(["publish"]);
});

test("changes during a run wait, and are published together", async () => {
  let release: () => void = () => undefined;
  let published = 0;
  const { session } = testSession({
    publish: () => {
      published++;
      return published === 1 ? new Promise((resolve) => (release = resolve)) : Promise.resolve();
    },
  });
  const first = session.handle([{ kind: "code", file: "app/src/a.ts" }]);
  await expect.poll(() => published).toBe(1);
  void session.handle([{ kind: "code", file: "app/src/b.ts" }]);
  const last = session.handle([{ kind: "code", file: "app/src/c.ts" }]);
  release();
  await Promise.all([first, last]);
  expect(published).toBe(2);
});
