import { expect, it } from "vitest";
import { createTelemetry, type UsageEvent } from "./telemetry.ts";

function gathered() {
  const sent: (readonly UsageEvent[])[] = [];
  const due: (() => void)[] = [];
  const state = { isAway: false };
  const telemetry = createTelemetry({
    send: async (events) => {
      if (state.isAway) throw new TypeError("away");
      sent.push(events);
    },
    later: (work) => due.push(work),
  });
  return { telemetry, sent, due, state };
}

it("sends in batches of 50 what was tracked, by one timer", async () => {
  const { telemetry, sent, due } = gathered();
  for (let n = 0; n < 119; n++) telemetry.trackUsage("page.view", { page: `/${n}` });
  telemetry.trackMetric("page.ready_ms", 12.5);
  expect([due.length, sent.length]).toEqual([1, 0]);
  due[0]?.();
  await telemetry.flush();
  expect(sent.map((batch) => batch.length)).toEqual([50, 50, 20]);
  expect(sent[0]?.[0]).toEqual({ event: "page.view", page: "/0" });
  expect(sent[2]?.at(-1)).toEqual({ event: "page.ready_ms", value: 12.5 });
});

it("keeps the newest 500 while the server is away, and throws nothing", async () => {
  const { telemetry, sent, state } = gathered();
  state.isAway = true;
  for (let n = 0; n < 600; n++) telemetry.trackUsage(`event.${n}`);
  await telemetry.flush();
  expect(sent).toEqual([]);
  state.isAway = false;
  await telemetry.flush();
  const events = sent.flat().map(({ event }) => event);
  expect([events.length, events[0], events.at(-1)]).toEqual([500, "event.100", "event.599"]);
  await telemetry.flush();
  expect(sent.flat()).toHaveLength(500);
});
