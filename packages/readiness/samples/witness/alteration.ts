import { fields, type RuleRequest } from "@seaworthy/rules-language/index";

/** The part of a request that an alteration changes. */
export type Slot =
  | "path"
  | "query"
  | "method"
  | "host"
  | "address"
  | "body"
  | `header ${string}`
  | `field ${string}`;

/** A change to one part of a request. */
export interface Alteration {
  readonly slot: Slot;
  readonly apply: (request: RuleRequest) => RuleRequest;
}

export const withMember = (
  slot: Slot,
  members: Partial<Omit<RuleRequest, "headers" | "fields">>,
): Alteration => ({ slot, apply: (request) => ({ ...request, ...members }) });

/** A header as a client sends it: its name in that case, with that value. */
export function withHeader(name: string, value: string): Alteration {
  const key = name.toLowerCase();
  return {
    slot: `header ${key}`,
    apply: (request) => {
      const headers = new Map(request.headers).set(key, [value]);
      const others = (request.headerNames ?? [...request.headers.keys()]).filter(
        (one) => one.toLowerCase() !== key,
      );
      return { ...request, headers, headerNames: [...others, name] };
    },
  };
}

/** That many more headers. */
export const withHeaders = (count: number): Alteration => ({
  slot: "header x-more",
  apply: (request) =>
    Array.from({ length: count }, (_, at) => withHeader(`x-more-${at}`, "x")).reduce(
      (changed, { apply }) => apply(changed),
      request,
    ),
});

/** Both changes; the first names the part of the request. */
export const together = (one: Alteration, two: Alteration): Alteration => ({
  slot: one.slot,
  apply: (request) => two.apply(one.apply(request)),
});

export function withoutHeader(name: string): Alteration {
  const key = name.toLowerCase();
  return {
    slot: `header ${key}`,
    apply: (request) => ({
      ...request,
      headers: new Map([...request.headers].filter(([one]) => one !== key)),
      headerNames: (request.headerNames ?? [...request.headers.keys()]).filter(
        (one) => one.toLowerCase() !== key,
      ),
    }),
  };
}

/** What only Cloudflare knows about a request, such as a bot score or the AS number. */
export function withField(name: string, value: string | number | boolean): Alteration | undefined {
  const type = fields.get(name)?.type;
  const fits =
    (type === "String" && typeof value === "string") ||
    (type === "Int" && typeof value === "number") ||
    (type === "Bool" && typeof value === "boolean");
  if (!fits) return undefined;
  return {
    slot: `field ${name}`,
    apply: (request) => ({
      ...request,
      fields: new Map([...(request.fields ?? []), [name, value]]),
    }),
  };
}

/** In front: the existing query is kept. */
export const withQueryFirst = (more: string): Alteration => ({
  slot: "query",
  apply: (request) => ({
    ...request,
    query: request.query === "" ? more : `${more}&${request.query}`,
  }),
});

/** Appended: the existing query is kept. */
export const withQuery = (more: string): Alteration => ({
  slot: "query",
  apply: (request) => ({
    ...request,
    query: request.query === "" ? more : `${request.query}&${more}`,
  }),
});

export const withPath = (pathOf: (path: string) => string): Alteration => ({
  slot: "path",
  apply: (request) => {
    const path = pathOf(request.path);
    return { ...request, path, rawPath: path };
  },
});
