import type { Hono } from "hono";
import { z } from "zod";
import { isoTime } from "../../../kernel/clock.ts";
import {
  defaultUrlNormalization,
  type UrlNormalization,
} from "../../edge/zone/url-normalization.ts";
import { readBody } from "../body.ts";
import { ok } from "../envelope.ts";
import { zoneId } from "../ids.ts";
import type { Services } from "../services.ts";

const body = z.strictObject({
  type: z.enum(["cloudflare", "rfc3986"]),
  scope: z.enum(["incoming", "both", "none"]),
});

/** Stored with the zone's settings; no setting has this name. */
const id = "url_normalization";

/** `/zones/{zone}/url_normalization`; DELETE restores the defaults. */
export function registerUrlNormalization(api: Hono, services: Services): void {
  const { zoneSettings } = services.documents;
  const path = `/zones/${zoneId}/url_normalization`;
  const shown = () =>
    (zoneSettings.get(id)?.value as UrlNormalization | undefined) ?? defaultUrlNormalization;
  api.get(path, (context) => ok(context, shown()));
  api.put(path, async (context) => {
    const value = await readBody(context, body);
    zoneSettings.put(id, { id, value, modified_on: isoTime(services.clock) });
    await services.sync();
    return ok(context, shown());
  });
  api.delete(path, async (context) => {
    zoneSettings.delete(id);
    await services.sync();
    return context.body(null, 204);
  });
}
