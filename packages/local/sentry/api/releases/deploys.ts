import type { Context, Hono } from "hono";
import type { Deploy } from "../../ingest/model.ts";
import { paginate } from "../http/pagination.ts";
import { parseBody } from "../http/request-body.ts";
import type { SentryServices } from "../services.ts";
import { deployAnswer, deploysOf, type KnownRelease } from "./release-answer.ts";
import { newDeploy } from "./release-body.ts";

/** Which environments a release was deployed to. */
export function addDeployRoutes(
  app: Hono,
  { state }: SentryServices,
  releaseOf: (context: Context) => KnownRelease,
): void {
  const path = "/api/0/organizations/:org/releases/:version/deploys/";

  app.get(path, (context) => {
    const deploys = deploysOf(state, releaseOf(context).version);
    return context.json(paginate(context, deploys).map(deployAnswer));
  });

  app.post(path, async (context) => {
    const body = await parseBody(context, newDeploy);
    const deploy: Deploy = {
      id: state.nextId(),
      version: releaseOf(context).version,
      environment: body.environment,
      name: body.name ?? null,
      url: body.url ?? null,
      dateStarted: body.dateStarted ?? null,
      dateFinished: body.dateFinished ?? state.now(),
    };
    state.put("deploy", deploy);
    return context.json(deployAnswer(deploy), 201);
  });
}
