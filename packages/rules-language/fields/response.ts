import type { RuleRequest } from "../request.ts";
import { type FieldRow, lists, neutral, number, once, strings, text } from "./field.ts";

const headersOf = (request: RuleRequest) =>
  request.response?.headers ?? new Map<string, readonly string[]>();

const response = true;

const headers: readonly FieldRow[] = ["http.response.headers", "raw.http.response.headers"].flatMap(
  (name): FieldRow[] => [
    [name, { type: lists, read: headersOf, response }],
    [
      `${name}.names`,
      {
        type: strings,
        read: once((request) =>
          [...headersOf(request)].flatMap(([key, values]) => values.map(() => key)),
        ),
        response,
      },
    ],
    [
      `${name}.values`,
      { type: strings, read: once((request) => [...headersOf(request).values()].flat()), response },
    ],
  ],
);

/** The response, in phases that see it. */
export const responseFields: readonly FieldRow[] = [
  ["http.response.code", { ...number((request) => request.response?.status ?? 0), response }],
  ...headers,
  [
    "http.response.content_type.media_type",
    {
      ...text(
        (request) =>
          headersOf(request).get("content-type")?.[0]?.split(";")[0]?.trim().toLowerCase() ?? "",
      ),
      response,
    },
  ],
  ["cf.response.1xxx_code", { ...neutral("Int"), response, listedOnly: true }],
  ["cf.response.error_type", { ...neutral("String"), response, listedOnly: true }],
];
