import { expect, test } from "vitest";
import type { WorkerVersion } from "../worker/versions.ts";
import { requireSameClasses } from "./durable-objects.ts";

type Classes = Pick<WorkerVersion, "exports" | "migration_tag">;

const version = (classes: Classes): WorkerVersion => ({
  ...{ id: "one", number: 1, created_on: "2026-11-30T00:00:00Z", bindings: [], annotations: {} },
  ...{ compatibility_date: "2026-11-30", compatibility_flags: [] },
  ...classes,
});

const room = { type: "durable-object", storage: "sqlite" };
const changes: readonly (readonly [string, Classes, Classes])[] = [
  ["Room was added", {}, { exports: { Room: room } }],
  ["Room was removed", { exports: { Room: room } }, { exports: {} }],
  [
    "Room has another storage",
    { exports: { Room: { ...room, storage: "legacy-kv" } } },
    { exports: { Room: room } },
  ],
  [
    "Hall was added, Room was removed",
    { exports: { Room: room } },
    { exports: { Hall: room, Room: { type: "durable-object", state: "renamed" } } },
  ],
  ["migration v2 was applied", { migration_tag: "v1" }, { migration_tag: "v2" }],
  ["migration v1 was applied", {}, { migration_tag: "v1" }],
  ["migration none was applied", { migration_tag: "v1" }, {}],
];

test.each(changes)("%s: refused, with the remedy", (said, then, now) => {
  const refused = expect.objectContaining({
    code: "ROLLBACK_REFUSED",
    message: expect.stringMatching(
      new RegExp(`${said}.*keep the classes, and deploy it: npx seaworthy up`),
    ),
  });
  expect(() => requireSameClasses(version(then), version(now))).toThrow(refused);
  expect(() => requireSameClasses(version(now), version(now))).not.toThrow();
});

const worker = { type: "worker", cache: { enabled: true } };
const unchanged: readonly (readonly [string, Classes, Classes])[] = [
  ["an entrypoint's cache", { exports: { default: worker } }, { exports: {} }],
  ["a class deleted before", { exports: {} }, { exports: { Old: { ...room, state: "deleted" } } }],
];

test.each(unchanged)("%s does not change the classes", (_, then, now) => {
  expect(() => requireSameClasses(version(then), version(now))).not.toThrow();
});
