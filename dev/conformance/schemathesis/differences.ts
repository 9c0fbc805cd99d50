/** What schemathesis finds and is meant to be so, each with the reason. */
export const differences: Readonly<Record<string, string>> = {
  "SSE event violates schema*":
    "OpenAPI 3.1 describes a stream as one string; schemathesis applies the schema to each event",
  "Schema-valid request rejected: GET *":
    "a cursor is only valid for the list that returned it, and a WebSocket needs Upgrade: a JSON schema cannot express that",
  "Schema-valid request rejected: DELETE *":
    "the request targets the caller's own account, which is refused",
  "Schema-valid request rejected: PUT *":
    "the request targets the caller's own account, which is refused; admins do not change their own role either",
  "Schema-valid request rejected: POST *":
    "a tier's monthly limit, and webhooks that are sent to public https addresses only",
  "Schema-valid request rejected: Stateful tests":
    "rules that a JSON schema cannot express, such as single-line names or a record's allowed keys",
};
