import type { Hono } from "hono";
import { z } from "zod";
import type { RateLimit } from "../../ingest/model.ts";
import { findKey, projectOf } from "../http/lookup.ts";
import { paginate } from "../http/pagination.ts";
import { parseBody } from "../http/request-body.ts";
import type { SentryServices } from "../services.ts";
import { keyAnswer, newKey } from "./key-answer.ts";

const rateLimit = z
  .strictObject({
    count: z.number().int().nonnegative().nullable(),
    window: z.number().int().nonnegative().max(86_400).nullable(),
  })
  .nullable();
const loaderOptions = z.strictObject({
  hasReplay: z.boolean().optional(),
  hasPerformance: z.boolean().optional(),
  hasDebug: z.boolean().optional(),
  hasFeedback: z.boolean().optional(),
  hasLogsAndMetrics: z.boolean().optional(),
});
const common = {
  name: z.string().max(64).nullish(),
  isActive: z.boolean().optional(),
  rateLimit: rateLimit.optional(),
  browserSdkVersion: z.enum(["latest", "7.x"]).optional(),
  dynamicSdkLoaderOptions: loaderOptions.optional(),
};
const newKeyBody = z.strictObject({
  ...common,
  useCase: z.enum(["user", "profiling", "tempest", "demo"]).optional(),
});
const changedKeyBody = z.strictObject(common);

export function addKeyRoutes(app: Hono, { state, ingestUrl }: SentryServices): void {
  const path = "/api/0/projects/:org/:project/keys/";

  app.get(path, async (context) => {
    const status = context.req.query("status");
    const keys = state
      .keys(projectOf(state, context).id)
      .filter((key) => status === undefined || key.isActive === (status === "active"));
    const url = await ingestUrl();
    return context.json(paginate(context, keys).map((key) => keyAnswer(key, url)));
  });

  app.post(path, async (context) => {
    const { name, ...body } = await parseBody(context, newKeyBody);
    const project = projectOf(state, context);
    const key = newKey(project.id, state.now(), { ...keyFields(body), name: name || "Default" });
    state.put("key", key);
    return context.json(keyAnswer(key, await ingestUrl()), 201);
  });

  app.get(`${path}:key/`, async (context) => {
    return context.json(
      keyAnswer(
        findKey(state, projectOf(state, context), context.req.param("key")),
        await ingestUrl(),
      ),
    );
  });

  app.put(`${path}:key/`, async (context) => {
    const { name, ...body } = await parseBody(context, changedKeyBody);
    const key = findKey(state, projectOf(state, context), context.req.param("key"));
    const fields = keyFields(body);
    const changed = {
      ...key,
      ...fields,
      name: name ?? key.name,
      dynamicSdkLoaderOptions: {
        ...key.dynamicSdkLoaderOptions,
        ...fields.dynamicSdkLoaderOptions,
      },
    };
    state.put("key", changed);
    return context.json(keyAnswer(changed, await ingestUrl()));
  });

  app.delete(`${path}:key/`, (context) => {
    state.delete("key", findKey(state, projectOf(state, context), context.req.param("key")).id);
    return context.body(null, 204);
  });
}

type KeyBody = Omit<z.infer<typeof newKeyBody>, "name">;

/** Only the given fields; a limit of 0 events or 0 seconds means no limit, as at Sentry. */
function keyFields({ rateLimit, dynamicSdkLoaderOptions, ...rest }: KeyBody) {
  const given = Object.fromEntries(
    Object.entries(rest).filter(([, value]) => value !== undefined),
  ) as {
    isActive?: boolean;
    browserSdkVersion?: string;
    useCase?: string;
  };
  const options = Object.entries(dynamicSdkLoaderOptions ?? {}).filter(
    (entry): entry is [string, boolean] => entry[1] !== undefined,
  );
  return {
    ...given,
    ...(rateLimit === undefined ? {} : { rateLimit: effectiveLimit(rateLimit) }),
    ...(dynamicSdkLoaderOptions === undefined
      ? {}
      : { dynamicSdkLoaderOptions: Object.fromEntries(options) }),
  };
}

function effectiveLimit(given: z.infer<typeof rateLimit>): RateLimit | null {
  return given?.count && given.window ? { count: given.count, window: given.window } : null;
}
