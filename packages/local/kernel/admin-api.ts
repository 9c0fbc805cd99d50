import { Hono } from "hono";
import { z } from "zod";
import type { CloudContext } from "./context.ts";
import { sameToken } from "./tokens.ts";
import type { Vendor } from "./vendor.ts";

export interface CloudStatus {
  readonly processes: readonly { name: string; pid: number; restarts: number }[];
  readonly ports: Readonly<Record<string, number>>;
  readonly vendors: Readonly<Record<string, Record<string, unknown>>>;
}

const mostPauseSeconds = 120;
const pauseBody = z.strictObject({ seconds: z.number().min(1).max(mostPauseSeconds) });

/**
 * The local cloud's own API for the `seaworthy` command: `GET /status`, and `POST` or `DELETE
 * /processes/{name}/pause`. A pause expires, so nothing stays stopped when the command is killed.
 */
export function adminApi(context: CloudContext, vendors: readonly Vendor[]): Hono {
  const app = new Hono();
  app.use(async function checkToken(request, next) {
    const token = request.req.header("authorization")?.replace(/^Bearer /, "");
    if (!sameToken(token, context.tokens.admin))
      return request.json({ code: "UNAUTHORIZED", message: "Wrong or missing token." }, 401);
    return next();
  });
  app.get("/status", async (request) => {
    const described = await Promise.all(
      vendors.map(async (vendor) => [vendor.name, await vendor.describe()] as const),
    );
    const status: CloudStatus = {
      processes: context.processes.running(),
      ports: context.ports.all(),
      vendors: Object.fromEntries(described),
    };
    return request.json(status);
  });
  const paused = new Map<string, { resume(): void }>();
  app.post("/processes/:name/pause", async (request) => {
    const name = request.req.param("name");
    const body = pauseBody.safeParse(await request.req.json().catch(() => undefined));
    if (!body.success)
      return request.json(
        { code: "USAGE", message: `Send {"seconds": 1 to ${mostPauseSeconds}}.` },
        400,
      );
    paused.get(name)?.resume();
    const pause = context.processes.pause(name, body.data.seconds * 1000);
    if (pause === undefined)
      return request.json({ code: "NOT_FOUND", message: `No process ${name} runs.` }, 404);
    paused.set(name, pause);
    return request.body(null, 204);
  });
  app.delete("/processes/:name/pause", (request) => {
    const name = request.req.param("name");
    paused.get(name)?.resume();
    paused.delete(name);
    return request.body(null, 204);
  });
  return app;
}
