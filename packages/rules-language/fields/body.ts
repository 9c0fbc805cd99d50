import type { RuleRequest } from "../request.ts";
import type { Type } from "../values/types.ts";
import {
  type FieldRow,
  lists,
  mapFields,
  neutral,
  number,
  pairsOf,
  strings,
  text,
  truth,
} from "./field.ts";

const plan = "enterprise";

function formPairs(request: RuleRequest) {
  const type = request.headers.get("content-type")?.[0]?.split(";")[0]?.trim().toLowerCase();
  return type === "application/x-www-form-urlencoded" ? pairsOf(request.body ?? "", "&") : [];
}

/** A header may occur twice in a part of a multipart body, so each part has a list. */
const ofParts: Type = { array: strings };
const partFields = [
  "names",
  "content_types",
  "content_dispositions",
  "content_transfer_encodings",
  "filenames",
];

/**
 * The body, as far as the request contains one. Multipart bodies and detected types are only known
 * if `fields` provides them.
 */
export const bodyFields: readonly FieldRow[] = [
  ["http.request.body.raw", { ...text((request) => request.body ?? ""), plan }],
  [
    "http.request.body.size",
    { ...number((request) => request.bodySize ?? request.body?.length ?? 0), plan },
  ],
  [
    "http.request.body.truncated",
    { ...truth((request) => (request.bodySize ?? 0) > (request.body?.length ?? 0)), plan },
  ],
  ...mapFields("http.request.body.form", formPairs, { plan }),
  ["http.request.body.mime", neutral("String")],
  ["http.request.body.multipart", neutral(lists, { plan })],
  ["http.request.body.multipart.values", neutral(strings, { plan })],
  ...partFields.map(
    (name): FieldRow => [`http.request.body.multipart.${name}`, neutral(ofParts, { plan })],
  ),
];
