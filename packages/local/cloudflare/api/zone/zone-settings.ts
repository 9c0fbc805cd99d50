import type { Hono } from "hono";
import { z } from "zod";
import { isoTime } from "../../../kernel/clock.ts";
import { readBody } from "../body.ts";
import type { ZoneSettingDocument } from "../documents.ts";
import { ok, Refusal } from "../envelope.ts";
import { zoneId } from "../ids.ts";
import type { Services } from "../services.ts";
import { type ZoneSettingKind, zoneSettingKinds } from "./zone-setting-kinds.ts";

const body = z.strictObject({
  value: z.unknown(),
  id: z.string().optional(),
  enabled: z.boolean().optional(),
});

/**
 * Development mode expires after three hours
 * (https://developers.cloudflare.com/cache/reference/development-mode/).
 */
const developmentModeSeconds = 3 * 3600;

/** `/zones/{zone}/settings/{setting}`: there is no DELETE; a setting is reset by setting it. */
export function registerZoneSettings(api: Hono, services: Services): void {
  const { zoneSettings } = services.documents;
  const base = `/zones/${zoneId}/settings`;
  api.get(base, (context) =>
    ok(
      context,
      Object.keys(zoneSettingKinds).map((id) => shown(services, id, kindOf(id))),
    ),
  );
  api.get(`${base}/:setting`, (context) => {
    const id = context.req.param("setting");
    return ok(context, shown(services, id, kindOf(id)));
  });
  api.patch(`${base}/:setting`, async (context) => {
    const id = context.req.param("setting");
    const kind = kindOf(id);
    const { value } = await readBody(context, body);
    const current = zoneSettings.get(id)?.value ?? kind.initial;
    const parsed = kind.schema.safeParse(merged(current, value));
    if (!parsed.success) {
      throw new Refusal(400, {
        code: 1007,
        message: `Invalid value for zone setting ${id}: ${parsed.error.issues[0]?.message ?? ""}`,
        pointer: "/value",
      });
    }
    const document: ZoneSettingDocument = {
      id,
      value: parsed.data,
      modified_on: isoTime(services.clock),
    };
    zoneSettings.put(id, document);
    await services.sync();
    return ok(context, shown(services, id, kind));
  });
}

/**
 * The official provider sends only the changed members of an object; the others keep their values
 * (cloudflare/terraform-provider-cloudflare#6447).
 */
function merged(current: unknown, changed: unknown): unknown {
  if (!isRecord(current) || !isRecord(changed)) return changed;
  const members = Object.entries(changed).map(([name, value]) => [
    name,
    merged(current[name], value),
  ]);
  return { ...current, ...Object.fromEntries(members) };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function kindOf(id: string): ZoneSettingKind {
  const kind = zoneSettingKinds[id];
  if (!kind)
    throw new Refusal(400, { code: 1006, message: `Unrecognized zone setting name: ${id}` });
  return kind;
}

function shown(services: Services, id: string, kind: ZoneSettingKind): Record<string, unknown> {
  const known = services.documents.zoneSettings.get(id);
  const setting = {
    id,
    value: known?.value ?? kind.initial,
    editable: true,
    modified_on: known?.modified_on ?? null,
  };
  if (id !== "development_mode") return setting;
  const since =
    known?.value === "on"
      ? (services.clock.now() - Date.parse(known.modified_on)) / 1000
      : developmentModeSeconds;
  const remaining = Math.max(0, Math.ceil(developmentModeSeconds - since));
  return { ...setting, value: remaining > 0 ? "on" : "off", time_remaining: remaining };
}
