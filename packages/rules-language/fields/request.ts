import { decodePercent } from "../functions/percent.ts";
import type { RuleRequest } from "../request.ts";
import {
  type FieldRow,
  grouped,
  lists,
  number,
  once,
  type Pairs,
  pairsOf,
  strings,
  text,
  truth,
} from "./field.ts";

const header = (name: string) => text((request) => request.headers.get(name)?.join(", ") ?? "");

const cookies = once((request) =>
  grouped(
    (request.headers.get("cookie") ?? [])
      .flatMap((sent) => pairsOf(sent, ";"))
      .map(([name, value]) => [decodePercent(name), value] as const),
  ),
);

/** Accept-Language by descending weight; equal weights in the order sent, without `*`. */
const acceptedLanguages = once((request) =>
  (request.headers.get("accept-language") ?? [])
    .flatMap((sent) => sent.split(","))
    .map((entry) => {
      const [tag = "", ...parameters] = entry.split(";").map((part) => part.trim());
      const weight = parameters.find((parameter) => parameter.startsWith("q="));
      return { tag, weight: weight === undefined ? 1 : Number(weight.slice(2)) || 0 };
    })
    .filter(({ tag }) => tag !== "" && tag !== "*")
    .sort((left, right) => right.weight - left.weight)
    .map(({ tag }) => tag),
);

/** Every header as sent, including repeated ones: names and values in the same order. */
const sent = once((request: RuleRequest): Pairs => {
  if (!request.headerNames)
    return [...request.headers].flatMap(([name, values]) =>
      values.map((value) => [name, value] as const),
    );
  const met = new Map<string, number>();
  return request.headerNames.map((name) => {
    const key = name.toLowerCase();
    const position = met.get(key) ?? 0;
    met.set(key, position + 1);
    return [name, request.headers.get(key)?.[position] ?? ""];
  });
});

const headers: readonly FieldRow[] = ["http.request.headers", "raw.http.request.headers"].flatMap(
  (name): FieldRow[] => [
    [name, { type: lists, read: (request) => request.headers }],
    [
      `${name}.names`,
      { type: strings, read: once((request) => sent(request).map(([key]) => key)) },
    ],
    [
      `${name}.values`,
      { type: strings, read: once((request) => sent(request).map(([, value]) => value)) },
    ],
    [`${name}.truncated`, truth(() => false)],
  ],
);

/** The request itself and its headers. */
export const requestFields: readonly FieldRow[] = [
  ["http.host", text((request) => request.host)],
  ["http.cookie", header("cookie")],
  ["http.referer", header("referer")],
  ["http.user_agent", header("user-agent")],
  ["http.x_forwarded_for", header("x-forwarded-for")],
  ["http.request.method", text((request) => request.method)],
  ["http.request.version", text((request) => request.httpVersion ?? "HTTP/1.1")],
  ["http.request.timestamp.sec", number((request) => request.timestampSeconds ?? 0)],
  ["http.request.timestamp.msec", number((request) => request.timestampMilliseconds ?? 0)],
  ["http.request.cookies", { type: lists, read: cookies, plan: "pro" }],
  ["http.request.accepted_languages", { type: strings, read: acceptedLanguages, listedOnly: true }],
  ...headers,
  ["ssl", truth((request) => request.scheme === "https")],
];
