import { createSentry } from "@seaworthy/local/sentry/api/index";
import { startTestCloud } from "@seaworthy/local/testing";
import { z } from "zod";
import { sorted, withoutProse } from "./prose.ts";

const operationSchema = z.object({
  responses: z.record(
    z.string(),
    z.looseObject({
      content: z
        .object({ "application/json": z.object({ schema: z.record(z.string(), z.unknown()) }) })
        .partial()
        .optional(),
    }),
  ),
});
const descriptionSchema = z.object({
  openapi: z.string(),
  info: z.object({ version: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.object({ schemas: z.record(z.string(), z.record(z.string(), z.unknown())) }),
});

/** Sentry's OpenAPI schemas for responses to the calls that the local one serves. */
export async function sentryFacts(openapi: unknown) {
  const { info, paths, components } = descriptionSchema.parse(openapi);
  const operations: Record<string, Record<string, unknown>> = {};
  for (const { method, path } of await servedRoutes()) {
    const template = Object.keys(paths).find((each) => shapeOf(each) === shapeOf(path));
    const operation = template && paths[template]?.[method.toLowerCase()];
    operations[`${method} ${shapeOf(path)}`] = operation ? answersOf(operation) : {};
  }
  const schemas: Record<string, unknown> = {};
  const keep = (node: unknown): void => {
    for (const [, name = ""] of JSON.stringify(node).matchAll(/#\/components\/schemas\/([^"]+)/g)) {
      if (name in schemas) continue;
      schemas[name] = withoutProse(components.schemas[name]);
      keep(schemas[name]);
    }
  };
  keep(operations);
  return { version: info.version, operations: sorted(operations), schemas: sorted(schemas) };
}

/** The schema of each response by its status; null for a success without one. */
function answersOf(operation: unknown): Record<string, unknown> {
  const { responses } = operationSchema.parse(operation);
  return Object.fromEntries(
    Object.entries(responses).flatMap(([status, { content }]) => {
      const schema = content?.["application/json"]?.schema;
      if (schema !== undefined) return [[status, withoutProse(schema)]];
      return status.startsWith("2") ? [[status, null]] : [];
    }),
  );
}

async function servedRoutes(): Promise<readonly { method: string; path: string }[]> {
  let routes: readonly { method: string; path: string }[] = [];
  const cloud = await startTestCloud({
    vendors: [
      (context) => {
        const vendor = createSentry(context);
        routes = vendor.api.routes.map(({ method, path }) => ({ method, path }));
        return vendor;
      },
    ],
  });
  await cloud.close();
  return routes.filter(({ method }) => method !== "ALL");
}

/** `/api/0/teams/{}/{}/`, whatever the parameters are called. */
const shapeOf = (path: string) => path.replaceAll(/\{[^}]*\}|:\w+/g, "{}");
