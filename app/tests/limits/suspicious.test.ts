import { findSuspicion } from "@seaworthy/platform/abuse/suspicious";
import {
  attackQueries,
  attackSamples,
  samplesOf,
} from "@seaworthy/platform/testing/attack-samples";
import { ordinaryRequests } from "@seaworthy/platform/testing/ordinary-requests";
import { describe, expect, it } from "vitest";
import { plainApp } from "../../testing/app.ts";

const kinds = [...new Set(attackSamples.map(({ kind }) => kind))].filter(
  (kind) => kind !== "scanner",
);
const isFound = (query: string) =>
  findSuspicion({ path: "/rest/notes", query, headers: [] }) !== undefined;

describe("the filter of suspicious requests", () => {
  it("refuses less than one in a thousand of more than 10,000 ordinary requests", () => {
    const requests = [...ordinaryRequests()];
    const refused = requests
      .map((request) => ({ pattern: findSuspicion(request), request }))
      .filter(({ pattern }) => pattern !== undefined);
    expect(requests.length).toBeGreaterThan(10_000);
    expect(refused.length / requests.length, JSON.stringify(refused.slice(0, 5))).toBeLessThan(
      0.001,
    );
  });

  it.each(kinds)("finds 95 % of the attacks of kind %s, in every encoding", (kind) => {
    const queries = attackQueries(kind);
    const missed = queries.filter((query) => !isFound(query));
    expect(1 - missed.length / queries.length, missed.join("\n")).toBeGreaterThanOrEqual(0.95);
  });

  it.each(samplesOf("scanner"))("refuses %s", (path) => {
    expect(findSuspicion({ path, query: "", headers: [] })).toBeDefined();
  });

  it("checks headers too", () => {
    expect(findSuspicion({ path: "/", query: "", headers: ["() { :;}; echo vulnerable"] })).toBe(
      "command-shellshock",
    );
  });

  it("responds with 403 without naming the pattern, which is in the log", async () => {
    const { send, lines } = plainApp();
    const response = await send("/health/live?q=%27%20union%20select%201");
    expect(response.status).toBe(403);
    expect(await response.text()).toContain("REQUEST_REFUSED");
    expect(lines).toContainEqual(
      expect.objectContaining({ event: "request.suspicious", pattern: "sql-union" }),
    );
  });
});
