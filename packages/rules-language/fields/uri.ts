import type { RuleRequest } from "../request.ts";
import { type FieldRow, mapFields, pairsOf, text } from "./field.ts";

const queryPairs = (request: RuleRequest) => pairsOf(request.query, "&");

/** The request's URL: normalised, and with `raw.` as the client sent it. */
export const uriFields: readonly FieldRow[] = [
  ...addressed("http.request", (request) => request.path),
  ...addressed("raw.http.request", (request) => request.rawPath),
];

function addressed(prefix: string, pathOf: (request: RuleRequest) => string): FieldRow[] {
  return [
    [
      `${prefix}.full_uri`,
      text(
        (request) =>
          `${request.scheme}://${request.host}${withQuery(pathOf(request), request.query)}`,
      ),
    ],
    [`${prefix}.uri`, text((request) => withQuery(pathOf(request), request.query))],
    [`${prefix}.uri.path`, text(pathOf)],
    [`${prefix}.uri.path.basename`, text((request) => basename(pathOf(request)))],
    [`${prefix}.uri.path.extension`, text((request) => extension(pathOf(request)))],
    [`${prefix}.uri.query`, text((request) => request.query)],
    ...mapFields(`${prefix}.uri.args`, queryPairs),
  ];
}

function withQuery(path: string, query: string): string {
  return query === "" ? path : `${path}?${query}`;
}

function basename(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** In lower case, without the dot; a name whose only dot is the first character has none. */
function extension(path: string): string {
  const name = basename(path);
  const dot = name.lastIndexOf(".");
  return dot <= 0 ? "" : name.slice(dot + 1).toLowerCase();
}
