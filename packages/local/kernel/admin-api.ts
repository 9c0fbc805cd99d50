import { Hono } from "hono";
import type { CloudContext } from "./context.ts";
import { sameToken } from "./tokens.ts";
import type { Vendor } from "./vendor.ts";

export interface CloudStatus {
  readonly processes: readonly { name: string; pid: number; restarts: number }[];
  readonly ports: Readonly<Record<string, number>>;
  readonly vendors: Readonly<Record<string, Record<string, unknown>>>;
}

/** The local cloud's own API for the `seaworthy` command: `GET /status`. */
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
  return app;
}
