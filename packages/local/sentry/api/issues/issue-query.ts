import type { EventStore } from "../../ingest/store/event-store.ts";
import type { Issue } from "../../ingest/store/issues.ts";
import { notImplemented } from "../http/problem.ts";

type Judge = (issue: Issue, value: string, events: EventStore) => boolean;

/** Supported terms of Sentry's issue search; bare words search the title. */
const terms: Readonly<Record<string, Judge>> = {
  is: (issue, value) =>
    value === issue.status ||
    (value === "unhandled" && issue.unhandled) ||
    (value === "archived" && issue.status === "ignored"),
  level: (issue, value) => issue.level === value,
  title: (issue, value) => issue.title.toLowerCase().includes(value.toLowerCase()),
  "error.type": (issue, value) => issue.metadata.type === value,
  "issue.category": (issue, value) => issue.category === value,
  release: (issue, value, events) => hasTag(events, issue, "release", value),
  environment: (issue, value, events) => hasTag(events, issue, "environment", value),
};

/** Throws 501 for an unsupported term, naming it. */
export function matchesIssueQuery(events: EventStore, query: string): (issue: Issue) => boolean {
  const judges = (query.match(/(?:[^\s"]|"[^"]*")+/g) ?? []).map((text) => {
    const [, negation, key, value] = /^(!?)([\w.]+):(.+)$/.exec(text) ?? [];
    const plain = (value ?? text).replaceAll('"', "");
    const judge = terms[key ?? "title"];
    if (!judge) throw notImplemented(`The query term "${text}" of issues`);
    return (issue: Issue) => judge(issue, plain, events) !== (negation === "!");
  });
  return (issue) => judges.every((judge) => judge(issue));
}

function hasTag(events: EventStore, issue: Issue, key: string, value: string): boolean {
  return events.events
    .issueSamples(issue.id, 0)
    .some(({ tags }) => tags.some((tag) => tag.key === key && tag.value === value));
}
