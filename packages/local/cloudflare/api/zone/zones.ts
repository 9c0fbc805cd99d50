import type { Context, Hono } from "hono";
import { isoTime } from "../../../kernel/clock.ts";
import { ok, page, Refusal } from "../envelope.ts";
import { accountId, authorEmail, userId, zoneId, zoneName } from "../ids.ts";
import type { Services } from "../services.ts";

const account = {
  id: accountId,
  name: "Seaworthy local",
  type: "standard",
  settings: { enforce_twofactor: false },
  created_on: "2026-01-01T00:00:00Z",
};

const membership = {
  id: userId,
  status: "accepted",
  account: { id: account.id, name: account.name },
  roles: ["Super Administrator - All Privileges"],
  permissions: {},
};

const zone = {
  id: zoneId,
  name: zoneName,
  status: "active",
  paused: false,
  type: "full",
  development_mode: 0,
  name_servers: [],
  original_name_servers: null,
  account: { id: account.id, name: account.name },
  owner: { id: null, type: "user", email: null },
  plan: { id: "local", name: "Local", currency: "USD", price: 0 },
  permissions: ["#zone:read", "#zone:edit"],
  created_on: account.created_on,
  modified_on: account.created_on,
  activated_on: account.created_on,
};

/** The token, the account and the zone: they always exist and cannot be changed. */
export function registerZones(api: Hono, services: Services): void {
  const only =
    <T extends { id: string; name: string }>(item: T) =>
    (context: Context) => {
      const name = context.req.query("name");
      return page(context, name === undefined || name === item.name ? [item] : []);
    };
  api.get("/user/tokens/verify", (context) =>
    ok(context, { id: zoneId, status: "active", not_before: isoTime(services.clock) }),
  );
  api.get("/user", (context) =>
    ok(context, { id: userId, email: authorEmail, suspended: false, organizations: [] }),
  );
  api.get("/memberships", (context) => page(context, [membership]));
  api.get("/accounts", only(account));
  api.get("/accounts/:account", (context) =>
    ok(context, requireId(account, context.req.param("account"), 7003)),
  );
  api.get("/zones", only(zone));
  api.get("/zones/:zone", (context) =>
    ok(context, requireId(zone, context.req.param("zone"), 1001)),
  );
}

function requireId<T extends { id: string }>(item: T, id: string, code: number): T {
  if (item.id !== id) throw new Refusal(404, { code, message: "Invalid object identifier." });
  return item;
}
