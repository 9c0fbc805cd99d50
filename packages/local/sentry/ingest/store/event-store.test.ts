import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sentryEvent } from "../events/event.ts";
import { takeEvent } from "../intake.ts";
import type { Project } from "../model.ts";
import { type EventStore, openEventStore } from "./event-store.ts";

const project = (id: string): Project => ({
  id,
  slug: `p${id}`,
  name: id,
  platform: null,
  dateCreated: "",
  teamIds: [],
  settings: {},
  options: {},
  filters: {},
});
let directory: string;
let store: EventStore;
let now = 0;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "sea-events-"));
  store = openEventStore(join(directory, "sentry", "events.db"), {
    events: 5,
    notifications: 2,
    issues: 4,
    releases: 3,
  });
});
afterEach(() => {
  store.close();
  rmSync(directory, { recursive: true });
});
const take = (id: string, event: Record<string, unknown>) =>
  takeEvent(store, { now: () => ++now }, project(id), sentryEvent.parse(event));

describe("the event store", () => {
  it("keeps the newest events of each project, and keeps counting issues", () => {
    for (let sent = 0; sent < 8; sent++) take("1", { message: "same", tags: { sent } });
    take("2", { message: "other" });
    expect(
      store.events
        .list({ projectId: "1" })
        .map(({ tags }) => tags.find(({ key }) => key === "sent")?.value),
    ).toEqual(["7", "6", "5", "4", "3"]);
    expect([
      store.events.count("1"),
      store.events.count("2"),
      store.issues.list(["1"])[0]?.count,
    ]).toEqual([5, 1, 8]);
  });

  it("deletes everything of a project and nothing of another", () => {
    take("1", { message: "x", release: "v1" });
    take("2", { message: "x", release: "v1" });
    store.outcomes.add({
      projectId: "1",
      keyId: "k",
      outcome: "accepted",
      reason: "",
      category: "error",
      quantity: 1,
    });
    store.monitorStates.set("1", "d", 75, 1);
    expect(store.projectIds().sort()).toEqual(["1", "2"]);
    store.deleteProject("1");
    expect(store.projectIds()).toEqual(["2"]);
    expect([
      store.issues.list(["1"]),
      store.releases.list(["1"]),
      store.outcomes.list("1"),
      store.monitorStates.get("d"),
    ]).toEqual([[], [], [], 0]);
    expect(store.events.count("2")).toBe(1);
  });

  it("keeps the most recent issues and releases of each project, with what was declared", () => {
    store.releases.declare("1", "declared", 1);
    for (let sent = 0; sent < 30; sent++)
      take("1", { message: `m${sent}`, release: `v${sent}`, fingerprint: [`f${sent % 20}`] });
    take("2", { message: "other", release: "v" });
    expect(store.issues.list(["1"]).map(({ title }) => title)).toEqual([
      "m29",
      "m28",
      "m27",
      "m26",
    ]);
    expect(store.releases.list(["1"]).map(({ version }) => version)).toEqual([
      ...["v29", "v28", "v27"],
      "declared",
    ]);
    expect([store.issues.list(["2"]).length, store.releases.list(["2"]).length]).toEqual([1, 1]);
  });

  it("is readable only by its owner", () => {
    expect(statSync(join(directory, "sentry", "events.db")).mode & 0o777).toBe(0o600);
  });

  it("numbers a project's issues from one, and links neighbouring events of an issue", () => {
    const first = take("1", { message: "a" });
    const second = take("1", { message: "a" });
    take("1", { message: "b" });
    expect(store.issues.list(["1"]).map(({ shortNumber }) => shortNumber)).toEqual([2, 1]);
    expect(first && store.events.neighbours(first.event)).toEqual({
      previous: null,
      next: second?.event.eventId,
    });
  });

  it("is closed to other users, including its write-ahead log", () => {
    store.outcomes.totals("1");
    const file = join(directory, "sentry", "events.db");
    const modes = ["", "-wal", "-shm"].map((suffix) => statSync(file + suffix).mode & 0o077);
    expect(modes).toEqual([0, 0, 0]);
  });
});
