import { SeaworthyError } from "@seaworthy/core/errors";
import type { VendorClient } from "@seaworthy/core/http";
import { expect, test } from "vitest";
import { newIssues } from "./new-issues.ts";

const uploadedAt = "2026-11-30T12:00:00Z";
const question = { versionId: "new", base: "old", sinceMs: Date.parse(uploadedAt) };
const project = { organization: "org", project: "app", dsn: "" };

interface ListedIssue {
  readonly id: string;
  readonly firstSeen: string;
  readonly issueCategory?: string;
}

/** Sentry with the issues of each release. */
function sentryWith(issues: Readonly<Record<string, readonly ListedIssue[]>>) {
  const paths: string[] = [];
  const request: VendorClient["request"] = async (_method, path) => {
    paths.push(path);
    const [, release = ""] = /release:"(\w+)"/.exec(decodeURIComponent(path)) ?? [];
    const body = issues[release];
    if (body === undefined) throw new SeaworthyError("VENDOR_UNREACHABLE", "No answer.");
    return { status: 200, body, headers: new Headers() };
  };
  const client: VendorClient = { request };
  return { client, paths };
}

const later = "2026-11-30T12:00:05Z";
const earlier = "2026-11-30T11:59:59Z";

test.each([
  ["first seen with the new version", [{ id: "1", firstSeen: later }], [], 1],
  ["seen before the version", [{ id: "1", firstSeen: earlier }], [], 0],
  ["of both versions", [{ id: "1", firstSeen: later }], [{ id: "1", firstSeen: later }], 0],
  [
    "of the old version only, beside a new one",
    [{ id: "2", firstSeen: later }],
    [{ id: "1", firstSeen: later }],
    1,
  ],
  ["no error", [{ id: "1", firstSeen: later, issueCategory: "performance" }], [], 0],
] as const)("an issue %s", async (_, fresh, old, expected) => {
  const { client, paths } = sentryWith({ new: fresh, old });
  expect(await newIssues(client, project, question)).toBe(expected);
  expect(paths.every((path) => path.includes("&sort=new"))).toBe(true);
});

test("unknown while Sentry does not answer for either version", async () => {
  expect(await newIssues(sentryWith({ new: [] }).client, project, question)).toBeUndefined();
  expect(await newIssues(sentryWith({ old: [] }).client, project, question)).toBeUndefined();
});
