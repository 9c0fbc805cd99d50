import { attackSamples } from "@seaworthy/platform/testing/attack-samples";
import { readCorpus } from "@seaworthy/platform/testing/corpus";

export interface BadRequest {
  readonly what: string;
  readonly path: string;
  readonly init: RequestInit;
}

export interface DescribedRoute {
  /** As in OpenAPI: `/rest/notes/{id}`. */
  readonly path: string;
  readonly method: string;
  readonly queryNames: readonly string[];
  /** Statuses that the API document lists for it. */
  readonly statuses: readonly number[];
  /** Statuses with an HTML response, according to the API document. */
  readonly pages: readonly number[];
}

const naughty = readCorpus("naughty.txt").map((line) => JSON.parse(line) as string);
const attacks = attackSamples.map(({ text }) => text);
/** Without lone surrogates, which a URL cannot contain. */
const encodable = [...naughty, ...attacks].map((text) => text.toWellFormed());

/** Types, shapes and sizes that no schema accepts, as JSON or invalid JSON. */
// biome-ignore format: a list of texts, several a line
const bodies: readonly string[] = [
  "", "null", "0", "[]", "{}", '"text"', "true", "{", '{"a":}', "[".repeat(50_000), `${"[".repeat(5_000)}${"]".repeat(5_000)}`,
  `${'{"a":'.repeat(2_000)}1${"}".repeat(2_000)}`, JSON.stringify(Array(1_001).fill(0)), '{"__proto__":{"admin":true}}', '{"constructor":{"prototype":{"admin":true}}}',
  '{"a":1,"a":2}', '{"a":1e999}', `{"a":${"9".repeat(5_000)}}`, '{"a":"\\ud800"}', "\ufeff{}", "<xml/>", "a=1&b=2", "\u0000", `"${"x".repeat(2_200_000)}"`,
];

// biome-ignore format: a list, several a line
const headers: readonly Record<string, string>[] = [
  { "x-request-id": "../../etc/passwd" }, { "x-request-id": "a".repeat(500) }, { authorization: "Bearer" }, { authorization: "Bearer a.b.c" },
  { authorization: "Basic Og==" }, { authorization: `Bearer ${"x".repeat(8_000)}` }, { authorization: "Bearer eyJhbGciOiJub25lIn0.e30." }, { cookie: "=;;;=; a".repeat(200) },
  { accept: "*/*;q=,," }, { "accept-encoding": "nothing" }, { "x-forwarded-for": "' or 1=1 --" }, { "cf-connecting-ip": "127.0.0.1, ::1" }, { "x-forwarded-host": "evil.example" },
  { origin: "null" }, { origin: "https://evil.example\\@app.example.com" }, { "content-type": "application/json; charset=utf-7" }, { "content-type": ";;;" },
  { "user-agent": "() { :;}; echo" }, { "if-none-match": "W/" }, { range: "bytes=-1-99999999999" }, { "x-api-key": `sw_local_${"A".repeat(43)}` }, { "x-api-key": "é" },
 { "accept-language": "a,".repeat(1_000) }, { "webhook-signature": "v1," }, { "sentry-trace": "0-0-0" }, { baggage: "sentry-trace_id=%" },
];

/**
 * Invalid requests to a route, cycling through the given authorizations. The list is the same every
 * time.
 */
export function* badRequests(
  route: DescribedRoute,
  authorizations: readonly (string | undefined)[],
): Generator<BadRequest> {
  let turn = 0;
  const request = (what: string, path: string, init: RequestInit = {}): BadRequest => {
    const authorization = authorizations[turn++ % authorizations.length];
    return {
      what,
      path,
      init: {
        method: route.method,
        ...init,
        headers: { ...(authorization ? { authorization } : {}), ...init.headers },
      },
    };
  };
  const plain = fill(route.path, "3f2504e0-4f89-11d3-9a0c-0305e82c3301");
  const hasBody = !["GET", "HEAD", "DELETE"].includes(route.method);
  for (const text of share(encodable, turn)) {
    const value = encodeURIComponent(text);
    if (route.path.includes("{")) yield request("path", fill(route.path, value));
    const names = [...route.queryNames, "unknown", "__proto__"];
    yield request("query", `${plain}?${names.map((name) => `${name}=${value}`).join("&")}`);
  }
  for (const header of headers)
    yield request("header", plain, { headers: header, ...(hasBody ? { body: "{}" } : {}) });
  if (!hasBody) return;
  const json = { "content-type": "application/json" };
  for (const body of bodies) yield request("body", plain, { body, headers: json });
  for (const text of share([...naughty, ...attacks], 1))
    yield request("field", plain, { body: JSON.stringify(fieldsOf(text)), headers: json });
}

/** Every fifth: together the routes cover all of them several times. */
function share<T>(list: readonly T[], offset: number): T[] {
  return list.filter((_item, index) => index % 5 === offset % 5);
}

function fill(path: string, value: string): string {
  return path.replace(/\{\w+\}/g, () => value);
}

/** The field names that routes use, each with an unexpected value. */
function fieldsOf(text: string): Record<string, unknown> {
  return {
    body: text,
    name: [text],
    visibility: text,
    scopes: { [text]: text },
    role: text,
    id: null,
    email: text,
    limit: text,
    [text]: text,
  };
}
