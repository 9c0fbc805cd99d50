import { z } from "zod";

/** Who calls a route, which determines how the edge must treat it. */
export const audiences = ["users", "operators", "vendors", "monitors"] as const;
export type Audience = (typeof audiences)[number];

/** A route of the app, as its API document describes it. */
export interface AppRoute {
  readonly method: string;
  /** With its parameters in braces: `/orders/{id}`. */
  readonly path: string;
  readonly audience: Audience;
  /** Headers and cookies that identify the caller; empty for a public route. */
  readonly credentials: readonly Credential[];
  /** Whether it reads anything of a request besides its path. */
  readonly takesInput: boolean;
  /** Whether its response is a stream of events. */
  readonly streams?: boolean;
}

/** What a stack's policies learn about its app. */
export interface AppFacts {
  readonly routes: readonly AppRoute[];
  /** Bindings that the Worker requires, by name, with their types. */
  readonly bindings?: Readonly<Record<string, string>>;
  /** Security headers that the app sets on each response. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The app's settings for rules, by the rule's id. */
  readonly settings?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface Credential {
  readonly in: "header" | "cookie";
  readonly name: string;
}

const extension = "x-audience";
const audience = z.enum(audiences).optional();

const scheme = z.looseObject({
  type: z.string(),
  in: z.string().optional(),
  name: z.string().optional(),
  [extension]: audience,
});
const operation = z.looseObject({
  security: z.array(z.record(z.string(), z.array(z.string()))).optional(),
  parameters: z.array(z.looseObject({ in: z.string().optional() })).default([]),
  requestBody: z.unknown().optional(),
  responses: z
    .record(z.string(), z.looseObject({ content: z.record(z.string(), z.unknown()).optional() }))
    .default({}),
  [extension]: audience,
});

const documentSchema = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  security: z.array(z.record(z.string(), z.array(z.string()))).default([]),
  components: z
    .looseObject({ securitySchemes: z.record(z.string(), scheme).default({}) })
    .optional(),
});

const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/**
 * The routes of an OpenAPI document. An operation, or its security scheme, declares with
 * `x-audience` who calls it if not the app's users: `operators`, `vendors` (webhooks) or
 * `monitors`.
 */
export function readRoutes(document: unknown): AppRoute[] {
  const { paths, security, components } = documentSchema.parse(document);
  const schemes = components?.securitySchemes ?? {};
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([method]) => methods.includes(method))
      .map(([method, described]): AppRoute => {
        const read = operation.parse(described);
        const asked = (read.security ?? security).flatMap((one) =>
          Object.keys(one).flatMap((name) => schemes[name] ?? []),
        );
        return {
          method: method.toUpperCase(),
          path,
          audience: read[extension] ?? asked.find((one) => one[extension])?.[extension] ?? "users",
          credentials: asked.map(credentialOf),
          streams: Object.values(read.responses).some(
            ({ content }) => content !== undefined && "text/event-stream" in content,
          ),
          takesInput: read.parameters.length > 0 || read.requestBody !== undefined,
        };
      }),
  );
}

function credentialOf({ type, in: place, name }: z.output<typeof scheme>): Credential {
  if (type !== "apiKey" || name === undefined) return { in: "header", name: "authorization" };
  return place === "cookie" ? { in: "cookie", name } : { in: "header", name: name.toLowerCase() };
}

/** A path of the route, with a sample for each parameter. */
export const samplePath = ({ path }: Pick<AppRoute, "path">): string =>
  path.replaceAll(/\{[^}]*\}|:\w+/g, "a1");

/** Whether a path belongs to the route, ignoring case. */
export function isPathOf({ path }: Pick<AppRoute, "path">, asked: string): boolean {
  const pattern = patterns.get(path) ?? patternOf(path);
  patterns.set(path, pattern);
  return pattern.test(asked);
}

const patterns = new Map<string, RegExp>();

const patternOf = (path: string) =>
  new RegExp(
    `^${path
      .split(/\{[^}]*\}|:\w+/)
      .map((text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"))
      .join("[^/]+")}/?$`,
    "i",
  );

/** Common words in the names of sign-in routes. */
const signInWords =
  /\/(auth|oauth2?|log-?in|sign-?in|sign-?up|register|sessions?|tokens?|otp|passwords?|verify|recover|magic-?link)(\/|$)/i;

/** Where an attacker may try passwords or codes: a public route of that name. */
export const isSignIn = ({ path, audience: called, credentials }: AppRoute): boolean =>
  called === "users" && credentials.length === 0 && signInWords.test(path);
