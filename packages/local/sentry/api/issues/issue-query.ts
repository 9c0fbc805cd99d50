import type { EventStore } from "../../ingest/store/event-store.ts";
import type { Issue } from "../../ingest/store/issues.ts";
import { notImplemented, problem } from "../http/problem.ts";

type Judge = (issue: Issue, value: string, events: EventStore) => boolean;

/** What `is:` may say at Sentry; false where the local cloud does not know it of an issue. */
const states: Readonly<Record<string, ((issue: Issue) => boolean) | false>> = {
  resolved: ({ status }) => status === "resolved",
  unresolved: ({ status }) => status === "unresolved",
  ignored: ({ status }) => status === "ignored",
  archived: ({ status }) => status === "ignored",
  muted: ({ status }) => status === "ignored",
  unhandled: ({ unhandled }) => unhandled,
  unassigned: () => true,
  assigned: () => false,
  unlinked: () => true,
  linked: () => false,
  ...Object.fromEntries(
    [
      "new",
      "ongoing",
      "escalating",
      "regressed",
      "for_review",
      "archived_until_escalating",
      "until_escalating",
      "archived_until_condition_met",
      "until_condition_met",
      "archived_forever",
      "forever",
    ].map((name) => [name, false] as const),
  ),
};

/** Supported terms of Sentry's issue search; bare words search the title. */
const terms: Readonly<Record<string, Judge>> = {
  is: (issue, value) => stateOf(value)(issue),
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
    if (key === "is") stateOf(plain);
    return (issue: Issue) => judge(issue, plain, events) !== (negation === "!");
  });
  return (issue) => judges.every((judge) => judge(issue));
}

/** Throws Sentry's 400 for a value that it does not have, and 501 for one that is missing here. */
function stateOf(value: string): (issue: Issue) => boolean {
  const state = Object.hasOwn(states, value) ? states[value] : undefined;
  if (state === false) throw notImplemented(`The query term "is:${value}" of issues`);
  if (state) return state;
  const names = Object.keys(states).map((name) => `'${name}'`);
  const detail = `Error parsing search query: Invalid value for "is" search, valid values are [${names.join(", ")}]`;
  throw problem(400, { detail });
}

export function hasTag(events: EventStore, issue: Issue, key: string, value: string): boolean {
  return events.events
    .issueSamples(issue.id, 0)
    .some(({ tags }) => tags.some((tag) => tag.key === key && tag.value === value));
}
