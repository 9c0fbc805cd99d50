import { messageOf } from "@seaworthy/core/errors";
import type { Hono } from "hono";
import { z } from "zod";
import { tailFilters } from "../../edge/tails/tail-filter.ts";
import type { Tail } from "../../edge/tails/tails.ts";
import { readBody } from "../body.ts";
import { ok, Refusal } from "../envelope.ts";
import { accountId } from "../ids.ts";
import { requireWorker, type Services } from "../services.ts";

const tailBody = z.strictObject({ filters: tailFilters.default([]) });

/** `…/workers/scripts/{script}/tails`: what `wrangler tail` listens to. */
export function registerTails(api: Hono, services: Services): void {
  const { network } = services.edge;
  const base = `/accounts/${accountId}/workers/scripts/:script/tails`;
  api.get(base, async (context) => {
    const { name } = requireWorker(services, context.req.param("script"));
    return ok(context, (await network.listTails(name)).map(shownTail));
  });
  api.post(base, async (context) => {
    const { name } = requireWorker(services, context.req.param("script"));
    const { filters } = await readBody(context, tailBody);
    const { url, ...tail } = await network.createTail(name, filters).catch((cause: unknown) => {
      throw new Refusal(400, { code: 10023, message: messageOf(cause) });
    });
    await services.sync();
    return ok(context, { ...shownTail(tail), url });
  });
  api.delete(`${base}/:tail`, async (context) => {
    const { name } = requireWorker(services, context.req.param("script"));
    const tails = await network.listTails(name);
    const found = tails.find(({ id }) => id === context.req.param("tail"));
    if (!found) throw new Refusal(404, { code: 10043, message: "The tail does not exist." });
    await network.endTail(found.id);
    return ok(context, null);
  });
}

function shownTail({ id, expiresAtMs }: Tail): Record<string, unknown> {
  return { id, expires_at: new Date(expiresAtMs).toISOString() };
}
