import { fields, type Node } from "@seaworthy/rules-language/index";
import {
  type Alteration,
  together,
  withField,
  withHeader,
  withHeaders,
  withMember,
  withoutHeader,
  withPath,
  withQuery,
  withQueryFirst,
} from "./alteration.ts";
import type { Leaf } from "./leaf.ts";

type Field = Extract<Node, { kind: "field" }>;

/** A value that no rule names, representing all other clients. */
const other = "zz";

/** Requests in which a field has one of the values that a condition names, or none of them. */
export function alterationsOf(field: Field, { texts, numbers }: Leaf): readonly Alteration[] {
  const name = field.name.replace(/^raw\./, "");
  const lengths = numbers.filter((one) => one >= 0 && one <= 4096).map((one) => "x".repeat(one));
  const values = [...texts, ...lengths];
  const asked = { name, key: keyOf(field), values, texts, numbers };
  if (name === "ip.src") return client(asked);
  const found = makers.find(([prefix]) => name === prefix || name.startsWith(`${prefix}.`));
  return (found?.[1] ?? known)(asked);
}

interface Asked {
  readonly name: string;
  /** The name of the header, cookie or argument. */
  readonly key: string | undefined;
  /** Texts that the condition names, and some lengths from it. */
  readonly values: readonly string[];
  readonly texts: readonly string[];
  readonly numbers: readonly number[];
}

type Maker = (asked: Asked) => readonly Alteration[];

function keyOf({ index }: Field): string | undefined {
  const step = index.find(({ kind }) => kind === "key");
  return step?.kind === "key" ? step.key : undefined;
}

const header =
  (name: string): Maker =>
  ({ values }) => [
    ...[...values, other].map((value) => withHeader(name, value)),
    withoutHeader(name),
  ];

/** The cases in which clients write a header's name. */
const cases = (name: string): string[] => [
  ...new Set([
    name,
    name.toLowerCase(),
    name.toUpperCase(),
    name.replaceAll(/(^|-)[a-z]/g, (start) => start.toUpperCase()),
  ]),
];
const isHeaderName = (text: string) => /^[\w!#$%&'*+.^`|~-]+$/.test(text);

const headers: Maker = ({ name, key, values, numbers }) => {
  if (key !== undefined) return header(key)({ name, key, values, texts: values, numbers: [] });
  const names = values.filter(isHeaderName);
  const many = numbers.filter((one) => one > 0 && one <= 100).map(withHeaders);
  if (name.endsWith(".names"))
    return [
      ...names.flatMap((one) => [
        ...cases(one).map((written) => withHeader(written, "x")),
        withoutHeader(one),
      ]),
      ...many,
    ];
  return [
    ...values.flatMap((value) => [
      withHeader("x-other", value),
      ...names.map((one) => withHeader(one, value)),
    ]),
    ...many,
  ];
};

/** `name=value` pairs, of a query or of cookies. */
function pairs({ name, key, values }: Asked): string[] {
  const named = key === undefined ? (name.endsWith(".values") ? ["x"] : values) : [key];
  return named.flatMap((one) => [
    ...[...values, other].map((value) => `${one}=${value}`),
    ...(one.includes("=") ? [one] : []),
  ]);
}

const cookies: Maker = (asked) => [
  ...pairs(asked).map((pair) => withHeader("cookie", pair)),
  withoutHeader("cookie"),
];

/** Appended, and before what the request asks for already. */
const inQuery = (texts: readonly string[]): readonly Alteration[] => [
  ...texts.map(withQuery),
  ...texts.map(withQueryFirst),
];

const query: Maker = ({ values }) => inQuery([...values, `${other}=1`]);

/** Of `https://host/path` and `host/path` the path as well, as a rule may join its parts. */
const alsoPaths = (values: readonly string[]): readonly string[] => [
  ...values,
  ...values.flatMap((value) => /^(?:\w+:\/\/)?[\w.-]+(\/.*)$/.exec(value)?.[1] ?? []),
];

const path: Maker = ({ name, values }) =>
  name.endsWith(".extension")
    ? [...values, other]
        .filter((value) => value !== "")
        .flatMap((value) => [
          withPath((one) => `${one}/x.${value}`),
          withPath((one) => `${one}.${value}`),
        ])
    : alsoPaths(values).flatMap((value) => [
        withPath(() => (value.startsWith("/") ? value : `/${value}`)),
        withPath(() => `${value.startsWith("/") ? value : `/${value}`}/${other}`),
        withPath(() => `${value}${other}`),
        withPath((one) => `${one}${value}`),
        withPath((one) => `${one}/${value}`),
        withPath((one) => `${one.slice(0, one.lastIndexOf("/"))}/${value}`),
      ]);

/** Path and query together, as in `http.request.uri`. */
const address: Maker = (asked) =>
  alsoPaths(asked.values).flatMap((value) => {
    const at = value.indexOf("?");
    if (at < 0) return [...path({ ...asked, values: [value] }), withQuery(value)];
    const [before, after] = [value.slice(0, at), withQuery(value.slice(at + 1))];
    const paths = before === "" ? [] : path({ ...asked, values: [before] });
    return [after, ...paths, ...paths.map((one) => together(one, after))];
  });

const method: Maker = ({ values }) =>
  [...values.map((one) => one.toUpperCase()), "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
    .filter((one) => /^[A-Z]+$/.test(one))
    .map((one) => withMember("method", { method: one }));

const versions = ["HTTP/1.0", "HTTP/1.1", "HTTP/1.2", "HTTP/2", "HTTP/3"];

const body: Maker = (asked) => {
  const { name, values, numbers } = asked;
  if (name.endsWith(".size")) return numbers.map((bodySize) => withMember("body", { bodySize }));
  if (name.startsWith("http.request.body.form"))
    return pairs(asked).map((text) => together(withMember("body", { body: text }), ofForm));
  const members = values.flatMap((one) => values.map((two) => JSON.stringify({ [one]: two })));
  return [...values, other, ...members].map((text) => withMember("body", { body: text }));
};

const ofForm = withHeader("content-type", "application/x-www-form-urlencoded");

const country: Maker = ({ values }) =>
  [...values, "ZZ", "FR"].map((one) => withMember("field ip.src.country", { country: one }));

const client: Maker = ({ texts }) =>
  [...texts, "198.51.100.77", "2001:db8::1"].map((one) =>
    withMember("address", { clientAddress: one.replace(/\/\d+$/, "") }),
  );

/** Fields that only Cloudflare knows; older and newer names of a field are equivalent. */
const known: Maker = ({ name, values, numbers }) => {
  const type = fields.get(name)?.type;
  const named =
    type === "Bool"
      ? [true, false]
      : type === "Int"
        ? [...numbers.filter((one) => one > 0), 0, 4_200_000_000]
        : [...values, other];
  const twin = name.startsWith("ip.geoip.") ? name.replace("ip.geoip.", "ip.src.") : name;
  return [twin, twin.replace("ip.src.", "ip.geoip.")].flatMap((one) =>
    named.flatMap((value) => withField(one, value) ?? []),
  );
};

/** How to alter a request, by the field that shows the change; the first match is used. */
const makers: readonly (readonly [string, Maker])[] = [
  ["http.request.method", method],
  ["http.request.uri.path", path],
  ["http.request.uri.query", query],
  ["http.request.uri.args", (asked) => inQuery(pairs(asked))],
  ["http.request.uri", address],
  ["http.request.full_uri", address],
  ["http.request.headers.truncated", known],
  ["http.request.headers", headers],
  ["http.request.cookies", cookies],
  ["http.request.body.truncated", known],
  ["http.request.body.mime", known],
  ["http.request.body", body],
  [
    "http.request.version",
    () => versions.map((one) => withMember("field version", { httpVersion: one })),
  ],
  ["http.request.accepted_languages", header("accept-language")],
  [
    "http.request.timestamp.sec",
    ({ numbers }) => numbers.map((one) => withMember("field timestamp", { timestampSeconds: one })),
  ],
  ["http.host", ({ values }) => values.map((host) => withMember("host", { host }))],
  ["http.cookie", ({ values, ...asked }) => header("cookie")({ ...asked, values })],
  ["http.user_agent", header("user-agent")],
  ["http.referer", header("referer")],
  ["http.x_forwarded_for", header("x-forwarded-for")],
  ["ip.src.country", country],
  ["ip.geoip.country", country],
  ["ip.src.is_in_european_union", () => country({ ...nothing, values: ["DE"] })],
  ["ip.geoip.is_in_european_union", () => country({ ...nothing, values: ["DE"] })],
];

const nothing: Asked = { name: "", key: undefined, values: [], texts: [], numbers: [] };
