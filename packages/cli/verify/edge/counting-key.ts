import { randomUUID } from "node:crypto";
import type { Question } from "../http/visitor.ts";

const named = /^(?:lower\()?http\.request\.(headers|cookies|uri\.args)\["([^"]+)"\](?:\[0\])?\)?$/;

/**
 * The same request from another client, by a characteristic that a rate limit counts by. Undefined
 * for one that a client cannot choose, such as its data center.
 */
export function withOtherKey(characteristic: string, question: Question): Question | undefined {
  const [, place, name = ""] = named.exec(characteristic) ?? [];
  const value = randomUUID();
  if (place === "headers")
    return { ...question, headers: { ...question.headers, [name.toLowerCase()]: value } };
  if (place === "cookies")
    return { ...question, headers: { ...question.headers, cookie: `${name}=${value}` } };
  if (place === "uri.args") {
    const [path = "", query] = question.path.split("?");
    const own = `${encodeURIComponent(name)}=${value}`;
    return { ...question, path: `${path}?${query === undefined ? own : `${query}&${own}`}` };
  }
  return undefined;
}
