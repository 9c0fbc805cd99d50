import { rolloutSchema } from "@seaworthy/sdk/rollout/settings";
import { expect, test } from "vitest";
import type { Deployment, Share } from "../worker/worker.ts";
import { type Numbers, parseNumbers } from "./measure.ts";
import { type RolloutPorts, rollOutGated } from "./rollout.ts";

const settings = rolloutSchema.parse({ steps: [10, 50], windowSeconds: 30, minimumRequests: 40 });

/** A version's response to each request, by the request's number. */
interface Behaviour {
  readonly isError?: (n: number) => boolean;
  readonly isSlow?: (n: number) => boolean;
  readonly isSilent?: boolean;
  readonly issues?: number | undefined;
  readonly problems?: readonly string[];
}

/** A Worker with two versions, `old` and `new`, whose clock is the number of sleeps. */
function testWorker(
  fresh: Behaviour,
  { requestsPerPoll = 0, ports = {} as Partial<RolloutPorts> } = {},
) {
  const behaviours: Record<string, Behaviour> = { old: {}, new: fresh };
  const counts: Record<string, { all: number; errors: number; slow: number }> = {};
  const messages: string[] = [];
  let deployment: Deployment = {
    shares: [{ versionId: "old", percentage: 100 }],
    sinceMs: 0,
    message: "",
  };
  let now = 0;
  const serve = (id: string, times: number) => {
    counts[id] ??= { all: 0, errors: 0, slow: 0 };
    const count = counts[id];
    const { isError, isSlow } = behaviours[id] ?? {};
    for (let n = 0; n < times; n++) {
      count.all += 1;
      if (isError?.(count.all)) count.errors += 1;
      if (isSlow?.(count.all)) count.slow += 1;
    }
  };
  const numbersOf = (id: string): Numbers => {
    const { all, errors, slow } = counts[id] ?? { all: 0, errors: 0, slow: 0 };
    const labels = 'method="GET",route="/a"';
    if (behaviours[id]?.isSilent) return parseNumbers("");
    return parseNumbers(`http_requests_total{${labels},status="200"} ${all - errors}
http_requests_total{${labels},status="500"} ${errors}
http_request_duration_seconds_bucket{${labels},le="0.1"} ${all - slow}
http_request_duration_seconds_bucket{${labels},le="0.5"} ${all - slow}
http_request_duration_seconds_bucket{${labels},le="2.5"} ${all}
http_request_duration_seconds_bucket{${labels},le="+Inf"} ${all}`);
  };
  const all: RolloutPorts = {
    shares: async () => deployment,
    deploy: async (shares: readonly Share[], message: string) => {
      deployment = { shares, sinceMs: 0, message };
      messages.push(shares.map((share) => `${share.versionId} ${share.percentage}`).join(", "));
    },
    atOnce: async () => [],
    smoke: async (id) => behaviours[id]?.problems ?? [],
    numbers: async (id) => numbersOf(id),
    newIssues: async (id) => ("issues" in (behaviours[id] ?? {}) ? behaviours[id]?.issues : 0),
    send: async (id, count) => serve(id, count),
    sleep: async (ms) => {
      now += ms;
      for (const { versionId, percentage } of deployment.shares)
        serve(versionId, Math.round((requestsPerPoll * percentage) / 100));
    },
    now: () => now,
    say: () => undefined,
    ...ports,
  };
  return {
    ports: all,
    messages,
    secondsPassed: () => now / 1000,
    serving: () => deployment.shares,
    redeploy: (next: Deployment) => {
      deployment = next;
    },
  };
}

const alone = (versionId: string) => [{ versionId, percentage: 100 }];
const every = (n: number) => (count: number) => count % n === 0;

test("a good version goes through every step to all requests", async () => {
  const worker = testWorker({}, { requestsPerPoll: 1_000 });
  expect(await rollOutGated("new", settings, worker.ports)).toMatchObject({ outcome: "passed" });
  expect(worker.messages).toEqual([
    "new 0.01, old 99.99",
    "new 10, old 90",
    "new 50, old 50",
    "new 100",
  ]);
});

test("a good version without traffic is proven by synthetic requests", async () => {
  const worker = testWorker({});
  const end = await rollOutGated("new", settings, worker.ports);
  expect(end.outcome).toBe("passed");
  expect(end.reasons[0]).toMatch(/^4\d requests to the new version, 4\d to the old one/);
});

test("an undecided version without traffic gets more requests before it is paused", async () => {
  // Two errors of 40 are more than is tolerated, and two of 80 still; two of 120 as well.
  const worker = testWorker({ isError: (n) => n <= 2 });
  const end = await rollOutGated("new", settings, worker.ports);
  expect(end.outcome).toBe("paused");
  expect(end.reasons[0]).toMatch(/^12\d requests to the new version/);
});

test.each([
  ["5xx at a fifth of the requests", { isError: every(5) }, /errors 20 %/],
  ["slow at a fifth of them", { isSlow: every(5) }, /p95: 20 %/],
  ["a new issue at Sentry", { issues: 1 }, /1 new issue/],
  ["a failed smoke test", { problems: ["it does not reach the database"] }, /does not reach/],
] as const)("%s: taken back within a minute, with the figures", async (_, fresh, reason) => {
  const worker = testWorker(fresh, { requestsPerPoll: 200 });
  const end = await rollOutGated("new", settings, worker.ports);
  expect(end).toMatchObject({ outcome: "failed", base: "old" });
  expect(end.reasons.join()).toMatch(reason);
  expect(end.exposedSeconds).toBe(worker.secondsPassed());
  expect(worker.serving()).toEqual(alone("old"));
  expect(worker.messages.join()).not.toContain("new 50");
  expect(worker.secondsPassed()).toBeLessThan(60);
});

test.each([
  ["a version that reports nothing", { isSilent: true }],
  ["issues that cannot be read", { issues: undefined }],
] as const)("%s neither passes nor is taken back: the rollout pauses", async (_, fresh) => {
  const worker = testWorker(fresh, { requestsPerPoll: 1_000 });
  expect(await rollOutGated("new", settings, worker.ports)).toMatchObject({ outcome: "paused" });
  expect(worker.serving()).toContainEqual({ versionId: "new", percentage: 10 });
  expect(worker.secondsPassed()).toBe(90);
});

test.each([
  ["interrupted", "sleep"],
  ["without an answer of the app", "numbers"],
] as const)("%s: the version is taken back, and the rollout can be retried", async (_, port) => {
  const failing = { [port]: () => Promise.reject(new RangeError("ended")) };
  const worker = testWorker({}, { ports: failing });
  expect(await rollOutGated("new", settings, worker.ports)).toMatchObject({ outcome: "failed" });
  expect(worker.serving()).toEqual(alone("old"));
  const { shares, message } = await worker.ports.shares();
  const again = testWorker({});
  again.redeploy({ shares, message, sinceMs: 0 });
  expect(await rollOutGated("new", settings, again.ports)).toMatchObject({ outcome: "passed" });
});

test.each([
  [2, "failed", "old"],
  [99, "thrown", "new"],
] as const)(
  "when Cloudflare does not answer %i times to the version being taken back: %s",
  async (times, expected, serves) => {
    const worker = testWorker({ problems: ["it does not start"] });
    let failures = 0;
    const failing: RolloutPorts = {
      ...worker.ports,
      deploy: async (shares, message) => {
        if (message.endsWith("taken back") && failures++ < times) throw new RangeError("no answer");
        await worker.ports.deploy(shares, message);
      },
    };
    const outcome = await rollOutGated("new", settings, failing).then(
      (end) => end.outcome,
      () => "thrown",
    );
    expect(outcome).toBe(expected);
    expect(worker.serving().map(({ versionId }) => versionId)).toContain(serves);
    expect(worker.serving()).toHaveLength(serves === "old" ? 1 : 2);
  },
);

test("continues what a killed run left, at its step and with its version", async () => {
  const worker = testWorker({}, { requestsPerPoll: 1_000 });
  worker.redeploy({
    shares: [
      { versionId: "new", percentage: 50 },
      { versionId: "old", percentage: 50 },
    ],
    message: "seaworthy rollout: new at 50 % beside old",
    sinceMs: 0,
  });
  expect(await rollOutGated("new", settings, worker.ports)).toMatchObject({ outcome: "passed" });
  expect(worker.messages).toEqual(["new 100"]);
});

test("a newer version replaces one that was left midway", async () => {
  const worker = testWorker({}, { requestsPerPoll: 1_000 });
  worker.redeploy({
    shares: [
      { versionId: "between", percentage: 50 },
      { versionId: "old", percentage: 50 },
    ],
    message: "seaworthy rollout: between at 50 % beside old",
    sinceMs: 0,
  });
  const end = await rollOutGated("new", settings, worker.ports);
  expect(end).toMatchObject({ outcome: "passed", base: "old" });
  expect(worker.messages[0]).toBe("new 0.01, old 99.99");
});

test("a version whose classes differ gets no share of the traffic", async () => {
  const asked: string[] = [];
  const worker = testWorker(
    {},
    {
      ports: {
        atOnce: async (...both) => {
          asked.push(...both);
          return ["Room was added"];
        },
      },
    },
  );
  expect(await rollOutGated("new", settings, worker.ports)).toEqual({
    ...{ outcome: "refused", versionId: "new", base: "old", reasons: ["Room was added"] },
  });
  expect(asked).toEqual(["old", "new"]);
  expect(worker.messages).toEqual([]);
  expect(worker.serving()).toEqual(alone("old"));
});

test("another deployment made in the meantime is kept", async () => {
  const worker = testWorker({});
  const { sleep } = worker.ports;
  const displaced = {
    ...worker.ports,
    sleep: async (ms: number) => {
      await sleep(ms);
      worker.redeploy({ shares: alone("third"), message: "by hand", sinceMs: 0 });
    },
  };
  expect(await rollOutGated("new", settings, displaced)).toMatchObject({ outcome: "displaced" });
  expect(worker.serving()).toEqual(alone("third"));
});

test("the first version has nothing to compare with", async () => {
  const worker = testWorker({});
  worker.redeploy({ shares: alone("new"), message: "", sinceMs: 0 });
  expect(await rollOutGated("new", settings, worker.ports)).toMatchObject({ outcome: "alone" });
  expect(worker.messages).toEqual([]);
});
