import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { operatorOnly } from "../auth/operator.ts";
import { AppError } from "../errors/errors.ts";
import { jsonBody } from "../request/json-body.ts";
import { bodyOf, json } from "../request/json-content.ts";
import { problems, refuseInvalid } from "../request/validation.ts";
import type { AppContext, AppEnv } from "../runtime/app-env.ts";
import { type Block, mostListedBlocks, openBlocks } from "./address-blocks.ts";
import { blockSubject } from "./block-subjects.ts";

/** One year: longer blocks belong in an edge rule. */
const mostMinutes = 525_600;

const subject = blockSubject.openapi({
  type: "string",
  description: "An IP address, an IPv6 /64 network, or `user:<id>`",
  example: "192.0.2.1",
});
const minutes = z.int().min(1).max(mostMinutes);
const blockSchema = z.object({ subject: z.string(), endsAt: z.string() }).openapi("Block");
const listSchema = z
  .object({
    blocks: z.array(blockSchema).max(mostListedBlocks),
    /** May exceed the number listed. */
    total: z.number(),
  })
  .openapi("Blocks");

const list = createRoute({
  method: "get",
  path: "/internal/blocks",
  summary: "Blocked addresses and accounts, longest remaining block first",
  security: [{ operator: [] }],
  middleware: [operatorOnly] as const,
  responses: {
    200: json("All active blocks", listSchema),
    ...problems(401, 503),
  },
});
const lift = createRoute({
  method: "delete",
  path: "/internal/blocks/{subject}",
  summary: "Lift the block of an address or account, and clear its history",
  security: [{ operator: [] }],
  middleware: [operatorOnly] as const,
  request: { params: z.object({ subject }) },
  responses: { 204: { description: "The block is lifted" }, ...problems(400, 401, 404, 503) },
});
const add = createRoute({
  method: "post",
  path: "/internal/blocks",
  summary: "Block an address or an account",
  security: [{ operator: [] }],
  middleware: [operatorOnly, jsonBody()] as const,
  request: {
    body: bodyOf(z.strictObject({ subject, minutes }).openapi("BlockRequest")),
  },
  responses: {
    201: json("The new block", blockSchema),
    ...problems(400, 401, 413, 415, 503),
  },
});

/** Lets operators list, lift and add blocks. Each change is recorded in the audit log. */
export function blockRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  const show = (c: AppContext, { subject: blocked, remainingMs }: Block) => {
    const endsAt = new Date(c.var.services.clock.now() + remainingMs).toISOString();
    return { subject: blocked, endsAt };
  };
  routes.openapi(list, async (c) => {
    const { blocks, total } = await openBlocks(c.var.services.limiter).list();
    return c.json({ blocks: blocks.map((block) => show(c, block)), total }, 200);
  });
  routes.openapi(lift, async (c) => {
    const { subject: blocked } = c.req.valid("param");
    if (!(await openBlocks(c.var.services.limiter).lift(blocked)))
      throw new AppError("NOT_FOUND", `${blocked} is not blocked.`);
    c.var.log.audit("block.lifted", { subject: blocked });
    return c.body(null, 204);
  });
  routes.openapi(add, async (c) => {
    const request = c.req.valid("json");
    const remainingMs = request.minutes * 60_000;
    await openBlocks(c.var.services.limiter).add(request.subject, remainingMs);
    c.var.log.audit("block.added", request);
    return c.json(show(c, { subject: request.subject, remainingMs }), 201);
  });
  return routes;
}
