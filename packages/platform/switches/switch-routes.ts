import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { operatorOnly } from "../auth/operator.ts";
import { service } from "../database/database.ts";
import { AppError } from "../errors/errors.ts";
import type { Module } from "../modules/define-module.ts";
import { jsonOnly } from "../request/json-body.ts";
import { bodyOf, json } from "../request/json-content.ts";
import { problems, refuseInvalid } from "../request/validation.ts";
import type { AppEnv } from "../runtime/app-env.ts";
import { readSwitches, setSwitch } from "./switch-store.ts";
import { switchesOf } from "./switch-table.ts";

const mostSwitches = 500;
const name = z
  .string()
  .regex(/^[a-z0-9]{1,31}\.[a-z0-9-]{1,41}$/)
  .openapi({ example: "notes.search" });
const because = z.string().max(300).default("").openapi({ example: "It slows the database down." });
const switchSchema = z
  .object({
    name,
    description: z.string(),
    on: z.boolean(),
    because: z.string(),
    /** Null when it has never been changed. */
    updatedAt: z.string().nullable(),
  })
  .openapi("Switch");
const listSchema = z
  .object({ switches: z.array(switchSchema).max(mostSwitches) })
  .openapi("Switches");
const changeSchema = z
  .strictObject({ on: z.boolean().openapi({ example: true }), because })
  .openapi("SwitchChange");

const operators = { security: [{ operator: [] as string[] }] };
const list = createRoute({
  ...operators,
  method: "get",
  path: "/internal/switches",
  summary: "Every feature that can be switched off, and whether it is on",
  middleware: [operatorOnly] as const,
  responses: {
    200: json("All switches", listSchema),
    ...problems(401, 503, 504),
  },
});
const change = createRoute({
  ...operators,
  method: "put",
  path: "/internal/switches/{name}",
  summary: "Switch a feature on or off, without a deployment",
  middleware: [operatorOnly, jsonOnly] as const,
  request: {
    params: z.object({ name }),
    body: bodyOf(changeSchema),
  },
  responses: {
    204: { description: "The switch is set" },
    ...problems(400, 401, 404, 413, 415, 503, 504),
  },
});

/** The switches of all modules, for operators. */
export function switchRoutes(modules: readonly Module[]): OpenAPIHono<AppEnv> {
  const known = switchesOf(modules);
  const routes = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  routes.openapi(list, async (c) => {
    const set = await c.var.services.database.read(service, readSwitches);
    const switches = [...known].map(([name, description]) => {
      const {
        on = true,
        because = "",
        updatedAt = null,
      } = set.find((one) => one.name === name) ?? {};
      return { name, description, on, because, updatedAt };
    });
    return c.json({ switches: switches.slice(0, mostSwitches) }, 200);
  });
  routes.openapi(change, async (c) => {
    const { name } = c.req.valid("param");
    if (!known.has(name)) throw new AppError("NOT_FOUND", "Switch not found.");
    const { on, because } = c.req.valid("json");
    await setSwitch(c.var.services, name, { on, because });
    c.var.log.audit("switch.changed", { switch: name, on, because });
    return c.body(null, 204);
  });
  return routes;
}
