const cursor = "a cursor is only valid for the list that gave it, which a JSON schema cannot say";
const oneself = "the generated id is the sender's own, and nobody follows or blocks themselves";
const upgrade = "a WebSocket: a request without Upgrade is refused";

/** What schemathesis finds and is meant to be so, each with the reason. */
export const differences: Readonly<Record<string, string>> = {
  "SSE event violates schema*":
    "OpenAPI 3.1 describes a stream as one string; schemathesis takes the schema for each event's",
  "Schema-valid request rejected: DELETE /rest/blocks/{id}": oneself,
  "Schema-valid request rejected: PUT /rest/blocks/{id}": oneself,
  "Schema-valid request rejected: DELETE /rest/follows/{id}": oneself,
  "Schema-valid request rejected: PUT /rest/follows/{id}": oneself,
  "Schema-valid request rejected: PUT /rest/admin/users/{id}/role":
    "admins do not change their own role",
  "Schema-valid request rejected: GET /rest/calls": cursor,
  "Schema-valid request rejected: GET /rest/feed": cursor,
  "Schema-valid request rejected: GET /rest/home": cursor,
  "Schema-valid request rejected: GET /rest/insights": cursor,
  "Schema-valid request rejected: GET /rest/insights/saved": cursor,
  "Schema-valid request rejected: GET /rest/leads": cursor,
  "Schema-valid request rejected: GET /rest/profiles/{id}/feed": cursor,
  "Schema-valid request rejected: GET /rest/tables": cursor,
  "Schema-valid request rejected: GET /rest/feed/live": upgrade,
  "Schema-valid request rejected: GET /rest/tables/{id}/live": upgrade,
  "Schema-valid request rejected: POST /rest/research":
    "a month's research is limited by the user's tier",
  "Schema-valid request rejected: POST /rest/webhook-endpoints":
    "webhooks are sent to public https addresses only",
  "Schema-valid request rejected: Stateful tests":
    "rules that a JSON schema cannot say, such as names of a single line or a record's allowed keys",
};
