import { defined } from "@seaworthy/core/defined";
import type { Hono } from "hono";
import { z } from "zod";
import { isoTime } from "../../../../kernel/clock.ts";
import { readBody } from "../../body.ts";
import type { HyperdriveDocument } from "../../documents.ts";
import { ok, page, Refusal } from "../../envelope.ts";
import { accountId, newId } from "../../ids.ts";
import type { Services } from "../../services.ts";

const origin = z.strictObject({
  scheme: z.enum(["postgres", "postgresql"], {
    error: "must be postgres or postgresql; the local cloud has no MySQL",
  }),
  host: z.string().min(1),
  port: z.number().int().min(1).max(65_535).default(5432),
  database: z.string().min(1),
  user: z.string().min(1),
  password: z.string().min(1),
});

const body = z.strictObject({
  name: z.string().min(1),
  origin,
  origin_connection_limit: z.number().int().min(5).max(100).optional(),
  caching: z
    .strictObject({
      disabled: z.boolean().optional(),
      max_age: z.number().int().min(0).max(3600).optional(),
      stale_while_revalidate: z.number().int().min(0).max(3600).optional(),
    })
    .optional(),
});
const patch = body.partial().extend({ origin: origin.partial().optional() });

/** `/accounts/{account}/hyperdrive/configs`; responses never include the password. */
export function registerHyperdrive(api: Hono, services: Services): void {
  const { hyperdrives } = services.documents;
  const base = `/accounts/${accountId}/hyperdrive/configs`;
  const save = async (
    known: Pick<HyperdriveDocument, "id" | "created_on">,
    wanted: z.output<typeof body>,
  ) => {
    requireFreeName(services, known.id, wanted.name);
    const { origin_connection_limit: limit, caching = {}, ...rest } = wanted;
    const config: HyperdriveDocument = {
      id: known.id,
      created_on: known.created_on,
      modified_on: isoTime(services.clock),
      ...rest,
      caching: { disabled: false, ...caching },
      ...defined({ origin_connection_limit: limit }),
    };
    hyperdrives.put(config.id, config);
    await services.sync();
    return shown(config);
  };
  api.get(base, (context) => page(context, hyperdrives.list().map(shown)));
  api.post(base, async (context) =>
    ok(
      context,
      await save(
        { id: newId(), created_on: isoTime(services.clock) },
        await readBody(context, body),
      ),
    ),
  );
  api.get(`${base}/:id`, (context) =>
    ok(context, shown(requireConfig(services, context.req.param("id")))),
  );
  api.put(`${base}/:id`, async (context) => {
    const known = requireConfig(services, context.req.param("id"));
    return ok(context, await save(known, await readBody(context, body)));
  });
  api.patch(`${base}/:id`, async (context) => {
    const known = requireConfig(services, context.req.param("id"));
    const { id, created_on, modified_on: _modified, ...current } = known;
    const changes = await readBody(context, patch);
    const merged = body.parse({
      ...current,
      ...changes,
      origin: { ...known.origin, ...changes.origin },
    });
    return ok(context, await save({ id, created_on }, merged));
  });
  api.delete(`${base}/:id`, async (context) => {
    const { id } = requireConfig(services, context.req.param("id"));
    hyperdrives.delete(id);
    await services.sync();
    return ok(context, null);
  });
}

function requireConfig(services: Services, id: string): HyperdriveDocument {
  const config = services.documents.hyperdrives.get(id);
  if (!config)
    throw new Refusal(404, { code: 2001, message: "The Hyperdrive config does not exist." });
  return config;
}

function requireFreeName(services: Services, id: string, name: string): void {
  if (
    !services.documents.hyperdrives
      .list()
      .some((config) => config.name === name && config.id !== id)
  )
    return;
  throw new Refusal(409, {
    code: 2017,
    message: `A Hyperdrive config with the name ${name} already exists.`,
    pointer: "/name",
  });
}

function shown(config: HyperdriveDocument): Record<string, unknown> {
  const { password: _password, ...visible } = config.origin;
  return { ...config, origin: visible };
}
