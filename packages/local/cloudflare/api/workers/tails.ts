import { messageOf } from "@seaworthy/core/errors";
import type { Hono } from "hono";
import { z } from "zod";
import { type Tail, tailFilters } from "../../edge/index.ts";
import { readBody } from "../body.ts";
import { ok, Refusal } from "../envelope.ts";
import { accountId } from "../ids.ts";
import { requireWorker, type Services } from "../services.ts";

const tailBody = z.strictObject({ filters: tailFilters.default([]) });

/** `…/workers/scripts/{script}/tails`: what `wrangler tail` listens to. */
export function registerTails(api: Hono, services: Services): void {
  const { tails } = services.edge;
  const base = `/accounts/${accountId}/workers/scripts/:script/tails`;
  api.get(base, (context) => {
    const { name } = requireWorker(services, context.req.param("script"));
    return ok(context, tails.list(name).map(shownTail));
  });
  api.post(base, async (context) => {
    const { name } = requireWorker(services, context.req.param("script"));
    const { filters } = await readBody(context, tailBody);
    const { url, ...tail } = await tails.create(name, filters).catch((cause: unknown) => {
      throw new Refusal(400, { code: 10023, message: messageOf(cause) });
    });
    await services.sync();
    return ok(context, { ...shownTail(tail), url });
  });
  api.delete(`${base}/:tail`, (context) => {
    const { name } = requireWorker(services, context.req.param("script"));
    const found = tails.list(name).find(({ id }) => id === context.req.param("tail"));
    if (!found) throw new Refusal(404, { code: 10043, message: "The tail does not exist." });
    tails.end(found.id);
    return ok(context, null);
  });
}

function shownTail({ id, expiresAtMs }: Tail): Record<string, unknown> {
  return { id, expires_at: new Date(expiresAtMs).toISOString() };
}
