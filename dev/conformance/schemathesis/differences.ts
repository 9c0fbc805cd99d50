/** What schemathesis finds and is meant to be so, each with the reason. */
export const differences: Readonly<Record<string, string>> = {
  "SSE event violates schema*":
    "OpenAPI 3.1 describes a stream as one string; schemathesis takes the schema for each event's",
  "Schema-valid request rejected: GET *":
    "a cursor is only valid for the list that gave it, and a WebSocket needs Upgrade: a JSON schema cannot tell",
  "Schema-valid request rejected: DELETE *": "the id sent is the sender's own, which is refused",
  "Schema-valid request rejected: PUT *":
    "the id sent is the sender's own, which is refused; admins do not change their own role either",
  "Schema-valid request rejected: POST *":
    "a tier's monthly limit, and webhooks that are sent to public https addresses only",
  "Schema-valid request rejected: Stateful tests":
    "rules that a JSON schema cannot tell, such as names of a single line or a record's allowed keys",
};
