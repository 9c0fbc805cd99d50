import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { operatorOnly } from "../auth/operator.ts";
import type { BindingReport, Bindings } from "../bindings/bindings.ts";
import { json } from "../request/json-content.ts";
import { problems, refuseInvalid } from "../request/validation.ts";
import type { AppEnv } from "../runtime/app-env.ts";
import { toHex } from "../runtime/hex.ts";
import { operations } from "../runtime/operations.ts";
import { type LongConsumer, versionsOf } from "../schedules/long-consumers.ts";

/** Far more than the objects and scheduled runs that can be active at once. */
const mostConsumers = 1_000;

/**
 * The keys with which this version issues and accepts things, under their names in rotations.
 * `ROTATED` adds those declared by the stack.
 */
const ownKeys: Readonly<Record<string, readonly string[]>> = {
  jwt: ["JWT_SECRET", "JWT_SECRET_PREVIOUS"],
  "api-key-pepper": ["API_KEY_PEPPER", "API_KEY_PEPPER_PREVIOUS"],
  webhook: ["WEBHOOK_SECRET", "WEBHOOK_SECRET_PREVIOUS"],
  unsubscribe: ["UNSUBSCRIBE_KEY", "UNSUBSCRIBE_KEY_PREVIOUS"],
};

const answer = z
  .object({
    versionId: z.string(),
    generations: z.record(z.string(), z.number()),
    consumers: z
      .array(z.object({ name: z.string(), versionId: z.string() }))
      .max(mostConsumers)
      .openapi({
        description:
          "Consumers that outlive requests, if requested, and the version each runs now; `unknown` if it did not respond",
      }),
    holds: z.record(z.string(), z.array(z.string())).openapi({
      description:
        "SHA-256 of `generation-proof`, challenge and key, separated by zero bytes: for the key in use, then for the other one",
    }),
  })
  .openapi("Generations");

const generations = createRoute({
  method: "get",
  ...operations.generations,
  summary: "Which generation of each secret this version uses",
  security: [{ operator: [] }],
  middleware: [operatorOnly] as const,
  request: {
    query: z.object({
      challenge: z
        .string()
        .regex(/^[\w-]{16,64}$/)
        .optional()
        .openapi({
          description: "The response proves possession of each key, so nobody has to send one",
        }),
      consumers: z
        .literal("true")
        .optional()
        .openapi({ description: "Also report consumers that outlive requests" }),
    }),
  },
  responses: {
    200: json("The generation of each secret", answer),
    ...problems(400, 401),
  },
});

/** What a rotation asks each isolate before it revokes the replaced value. */
export function generationRoutes(longConsumers: readonly LongConsumer[]): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  routes.openapi(generations, async (c) => {
    const { CF_VERSION_METADATA, GENERATIONS } = c.env.settings;
    const { challenge, consumers: asked } = c.req.valid("query");
    const consumers =
      asked && c.env.bindings ? await versionsOf(longConsumers, c.env.bindings) : [];
    const { settings, bindings } = c.env;
    const holds =
      challenge === undefined ? {} : await proofs({ ...settings, ...bindings }, challenge);
    return c.json(
      {
        versionId: CF_VERSION_METADATA?.id ?? "unknown",
        generations: GENERATIONS,
        consumers,
        holds,
      },
      200,
    );
  });
  return routes;
}

type Keys = BindingReport["settings"] & Partial<Bindings>;

async function proofs(settings: Keys, challenge: string): Promise<Record<string, string[]>> {
  const entries = Object.entries({ ...ownKeys, ...settings.ROTATED }).map(
    async ([name, bindings]) => {
      // When no rotation is active, the second binding repeats the first.
      const keys = new Set(bindings.flatMap((binding) => keyIn(settings, binding)));
      return [name, await Promise.all([...keys].map((key) => proof(challenge, key)))] as const;
    },
  );
  return Object.fromEntries(await Promise.all(entries));
}

function keyIn(settings: Keys, binding: string): string | [] {
  const own: unknown = settings[binding as keyof Keys];
  return typeof own === "string" ? own : (settings.secretValues[binding] ?? []);
}

/**
 * A plain hash with a purpose prefix: an HMAC with the key would be a signature that could be used
 * elsewhere.
 */
async function proof(challenge: string, key: string): Promise<string> {
  const digest = await crypto.subtle.digest(
    "SHA-256",
    new TextEncoder().encode(`generation-proof\0${challenge}\0${key}`),
  );
  return toHex(new Uint8Array(digest));
}
