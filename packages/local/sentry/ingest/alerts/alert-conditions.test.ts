import { beforeEach, describe, expect, it } from "vitest";
import { sentryEvent } from "../events/event.ts";
import { takeEvent } from "../intake.ts";
import type { Project } from "../model.ts";
import { type EventStore, openEventStore } from "../store/event-store.ts";
import { shortIdOf } from "../store/short-id.ts";
import { type AlertSubject, holds } from "./alert-conditions.ts";

const project: Project = {
  id: "1",
  slug: "app",
  name: "app",
  platform: null,
  dateCreated: "",
  teamIds: [],
  settings: {},
  options: {},
  filters: {},
};
const clock = { at: 10_000_000, now: () => clock.at };
let store: EventStore;
let subject: AlertSubject;
const error = {
  level: "error",
  release: "v1",
  tags: { area: "feed" },
  user: { id: "1" },
  exception: { values: [{ type: "TypeError", value: "gone", mechanism: { handled: false } }] },
};

beforeEach(() => {
  clock.at = 10_000_000;
  store = openEventStore(":memory:");
  const taken = takeEvent(store, clock, project, sentryEvent.parse(error));
  const issue = taken?.sighted?.issue;
  if (!taken || !issue) throw new TypeError("the event was not taken");
  subject = { store, issue, event: taken.event, nowMs: clock.at };
});

const judge = (type: string, comparison: unknown, conditionResult: unknown = true) =>
  holds({ id: "1", type, comparison, conditionResult }, subject);

describe("alert filter conditions", () => {
  it.each([
    ["level", { level: 40, match: "gte" }, { level: 50, match: "gte" }],
    [
      "tagged_event",
      { key: "area", match: "eq", value: "FEED" },
      { key: "area", match: "co", value: "post" },
    ],
    ["tagged_event", { key: "area", match: "is" }, { key: "nothing", match: "is" }],
    [
      "event_attribute",
      { attribute: "exception.type", match: "sw", value: "type" },
      { attribute: "exception.type", match: "eq", value: "RangeError" },
    ],
    [
      "event_attribute",
      { attribute: "error.unhandled", match: "eq", value: "true" },
      { attribute: "user.email", match: "is" },
    ],
    ["issue_occurrences", { value: 1 }, { value: 2 }],
    ["issue_category", { value: 1 }, { value: 11 }],
    ["issue_category", { value: 11, include: false }, { value: 1, include: false }],
    ["issue_priority_greater_or_equal", 75, 100],
    [
      "age_comparison",
      { time: "minute", value: 1, comparisonType: "newer" },
      { time: "minute", value: 1, comparisonType: "older" },
    ],
    ["assigned_to", { targetType: "Unassigned" }, { targetType: "Team", targetIdentifier: 1 }],
    ["event_frequency_count", { value: 0, interval: "1h" }, { value: 1, interval: "1h" }],
    [
      "event_unique_user_frequency_count",
      { value: 0, interval: "5min" },
      { value: 1, interval: "5min" },
    ],
  ])("%s distinguishes %o from %o", (type, yes, no) => {
    expect([judge(type, yes), judge(type, no)]).toEqual([true, false]);
    expect([judge(type, yes, false), judge(type, no, false)]).toEqual([false, true]);
  });

  it("latest_release no longer matches when a newer release is seen", () => {
    expect(judge("latest_release", true)).toBe(true);
    clock.at += 1000;
    takeEvent(store, clock, project, sentryEvent.parse({ ...error, release: "v2" }));
    expect(judge("latest_release", true)).toBe(false);
  });

  it("forget events outside their interval", () => {
    subject = { ...subject, nowMs: clock.at + 6 * 60_000 };
    expect([
      judge("event_frequency_count", { value: 0, interval: "5min" }),
      judge("event_frequency_count", { value: 0, interval: "15min" }),
    ]).toEqual([false, true]);
  });
});

describe("shortIdOf", () => {
  it.each([
    [1, "APP-1"],
    [31, "APP-Z"],
    [32, "APP-10"],
    [1023, "APP-ZZ"],
  ])("writes %i as %s", (shortNumber, text) => {
    expect(shortIdOf(project, { shortNumber })).toBe(text);
  });
});
