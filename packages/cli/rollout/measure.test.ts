import { expect, test } from "vitest";
import { allOf, compare, parseNumbers } from "./measure.ts";

const text = (ok: number, failed: number, slow: number, route = "/a") => `# HELP
http_requests_total{method="GET",route="${route}",status="200"} ${ok}
http_requests_total{method="GET",route="${route}",status="500"} ${failed}
http_requests_total{method="GET",route="${route}",status="429"} 7
http_request_duration_seconds_bucket{method="GET",route="${route}",le="0.1"} ${ok}
http_request_duration_seconds_bucket{method="GET",route="${route}",le="1"} ${ok + slow}
http_request_duration_seconds_bucket{method="GET",route="${route}",le="+Inf"} ${ok + slow}
database_opening_duration_seconds_bucket{role="app",le="0.1"} ${ok}
database_opening_duration_seconds_bucket{role="app",le="+Inf"} ${ok + slow}
database_transaction_duration_seconds_bucket{role="app",le="1"} ${ok}
database_transaction_duration_seconds_bucket{role="app",le="+Inf"} ${ok + slow}
`;
const numbers = (...texts: string[]) => parseNumbers(texts.join(""));
const nothing = numbers("");

test("counts what arrived since the first reading; a refused rate limit is not counted", () => {
  const pair = [numbers(text(10, 1, 0)), numbers(text(30, 5, 4))] as const;
  expect(compare(pair, pair).fresh).toEqual({
    requests: 24,
    errors: 4,
    times: { upToSeconds: [0.1, 1], counts: [20, 4, 0] },
    waiting: { upToSeconds: [0.1], counts: [20, 4] },
    holding: { upToSeconds: [1], counts: [20, 4] },
  });
});

test("compares times on routes that both versions served, and errors on all", () => {
  const fresh = [nothing, numbers(text(10, 0, 0), text(0, 5, 50, "/only-here"))] as const;
  const old = [nothing, numbers(text(20, 0, 0))] as const;
  const compared = compare(fresh, old);
  expect(compared.fresh).toMatchObject({ requests: 15, errors: 5 });
  expect(compared.fresh.times.counts).toEqual([10, 0, 0]);
});

test("compares transactions in roles that both versions used", () => {
  const job = (count: number) =>
    ["opening", "transaction"]
      .map((kind) => `database_${kind}_duration_seconds_bucket{role="jobs",le="+Inf"} ${count}\n`)
      .join("");
  const fresh = [numbers(job(3)), numbers(text(10, 0, 2), job(50))] as const;
  const old = [numbers(job(3)), numbers(text(20, 0, 0), job(3))] as const;
  const { holding, waiting } = compare(fresh, old).fresh;
  expect({ holding: holding.counts, waiting: waiting.counts }).toEqual({
    ...{ holding: [10, 2], waiting: [10, 2] },
  });
});

test("a version that reported nothing has no figures", () => {
  expect(compare([nothing, nothing], [nothing, nothing]).fresh).toEqual({
    requests: 0,
    errors: 0,
    times: { upToSeconds: [], counts: [] },
    waiting: { upToSeconds: [], counts: [] },
    holding: { upToSeconds: [], counts: [] },
  });
});

test("the history of a version is all that it counted", () => {
  const { requests, errors, waiting } = allOf(numbers(text(30, 5, 4)));
  expect({ requests, errors, waiting: waiting.counts }).toEqual({
    ...{ requests: 35, errors: 5 },
    waiting: [30, 4],
  });
});
