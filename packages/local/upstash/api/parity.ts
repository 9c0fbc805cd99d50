import { defined } from "@seaworthy/core/defined";
import type { ParityRow } from "../../kernel/vendor.ts";
import { refusedCommands } from "../redis/commands.ts";
import {
  lackingCommands,
  type NewerOption,
  newerCommands,
  newerOptions,
} from "../redis/upstash-commands.ts";

const enforced = (what: string, note?: string): ParityRow => ({
  what,
  level: "enforced",
  ...defined({ note }),
});
const accepted = (what: string, note?: string): ParityRow => ({
  what,
  level: "accepted",
  ...defined({ note }),
});
const refused = (what: string, note?: string): ParityRow => ({
  what,
  level: "refused",
  ...defined({ note }),
});

const controlPlane: readonly ParityRow[] = [
  enforced("GET /v2/redis/databases", "without credentials"),
  enforced("GET /v2/redis/database/{id}", "`credentials=hide` included"),
  enforced("POST /v2/redis/database", "one Redis server and one REST endpoint each"),
  accepted(
    "POST /v2/redis/database: platform, primary_region, read_regions, budget, consistent, auto_upgrade, prod_pack_enabled",
    "checked and returned; everything runs on this machine; multizone is accepted and not stored",
  ),
  enforced(
    "POST /v2/redis/database: plan",
    "memory and request size; commands a second and bandwidth are not limited",
  ),
  enforced(
    "POST /v2/redis/database: eviction",
    "`allkeys-random`, Redis's closest equivalent of `optimistic-volatile`; otherwise `noeviction`",
  ),
  enforced(
    "POST /v2/redis/database: tls",
    "the REST endpoint speaks HTTPS with a certificate of its own, `rest.crt` in the database's folder; the Redis protocol is always plain",
  ),
  enforced("DELETE /v2/redis/database/{id}"),
  enforced("POST /v2/redis/rename/{id}"),
  enforced("POST /v2/redis/reset-password/{id}", "both REST tokens change with it"),
  enforced("POST /v2/redis/enable-tls/{id}"),
  enforced("POST /v2/redis/enable-eviction/{id}"),
  enforced("POST /v2/redis/disable-eviction/{id}"),
  enforced(
    "POST /v2/redis/{id}/change-plan",
    "live; auto_upgrade and prod_pack_enabled are accepted only",
  ),
  enforced("POST /v2/redis/change-plan/{id}", "the path that Upstash's published CLI uses"),
  accepted(
    "Database: db_disk_threshold, db_request_limit, db_type, securityAddons and other fields of Upstash's engine",
    "the values of its API description; nothing here acts on them",
  ),
  accepted("POST /v2/redis/enable-autoupgrade/{id}"),
  accepted("POST /v2/redis/disable-autoupgrade/{id}"),
  accepted("PATCH /v2/redis/update-budget/{id}"),
  accepted("POST /v2/redis/update-regions/{id}"),
  enforced(
    "GET /v2/redis/stats/{id}",
    "Redis's own counters, each as a series of one point; no billing, bandwidth or latency",
  ),
  enforced(
    "/v2/redis/{create,list,get,reset,delete}-acl-user",
    "local cloud only; Upstash manages ACL users through database commands",
  ),
  refused("POST /v2/redis/move-to-team"),
  refused("Backups: {list,create,delete,restore}-backup, {enable,disable}-dailybackup"),
  refused("Teams, audit logs, Vector, Search, QStash"),
];

const dataPlane: readonly ParityRow[] = [
  enforced("REST: command in the body, in the path, /pipeline, /multi-exec"),
  enforced(
    "REST: Authorization and _token; standard, read-only and ACL users' tokens",
    "Redis itself enforces the user's ACL",
  ),
  enforced("REST: Upstash-Encoding base64, Upstash-Response-Format resp2"),
  enforced("REST: /subscribe, /psubscribe, /monitor as server-sent events"),
  enforced(
    "REST: Upstash-Sync-Token",
    "moves with each write through REST; one server, so the next request always reads the write",
  ),
  enforced("REST: CORS", "any origin is allowed, since every request needs a token"),
  accepted(
    "REST: a header and _token with different tokens",
    "the header wins; Upstash's documentation does not say which does",
  ),
  enforced(
    "REST: ACL SETUSER, DELUSER, GETUSER, LIST, USERS, WHOAMI, CAT, GENPASS, LOG, GENTOKEN, RESTTOKEN",
    "a password must be a token of GENTOKEN, SAVE and LOAD do nothing: as at Upstash",
  ),
  enforced(
    "Flag allow-key-locking of scripts and functions",
    "keys that are not declared are refused, in transactions too; FUNCTION LIST WITHCODE shows the Lua that checks it; SCRIPT LOAD on the Redis protocol returns the digest of the script with that Lua, and both digests run it",
  ),
  enforced("Keys over 32 KB; requests over the plan's size", "refused on both protocols"),
  enforced(
    "Redis protocol on `port`",
    "users `default`, `default_ro` and ACL users, with REST's limits; of ACL, RESTTOKEN, WHOAMI, CAT and GENPASS: the rest is for REST alone. In MULTI a refused command discards the transaction",
  ),
  ...Object.entries(refusedCommands).map(([reason, names]) =>
    refused(`REST, ${reason} commands: ${names.join(", ")}`),
  ),
  refused("REST: XREAD and XREADGROUP with BLOCK"),
  refused(
    `Commands that Upstash does not have: ${lackingCommands.join(", ")}; all that Upstash does not document`,
    "Upstash's text on both protocols",
  ),
  ...Object.entries(newerCommands).map(([version, names]) =>
    refused(
      `With a Redis older than ${version}: ${names.join(", ")}`,
      "served when the machine's Redis has them; REST names the version",
    ),
  ),
  refused(
    `With a Redis that lacks them: ${newerOptions.map(optionText).join(", ")}`,
    "served when the machine's Redis has them; REST names the version",
  ),
  refused(
    "JSON.* and SEARCH.* commands",
    "JSON.* is served when the machine's Redis has it; REST says what is missing",
  ),
];

function optionText({ command, words }: NewerOption): string {
  return `${command} ${words.join("|")}`;
}

/** How the local cloud treats each part of Upstash, for the parity table in docs. */
export const parity: readonly ParityRow[] = [...controlPlane, ...dataPlane];
