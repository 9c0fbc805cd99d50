import { randomBytes, randomUUID } from "node:crypto";

/** The only account and zone; both always exist. `5ea` marks local ids. */
export const accountId = "5ea00000000000000000000000acc001";
export const zoneId = "5ea0000000000000000000000000c0de";
export const zoneName = "localhost";

/** The only user. */
export const userId = "5ea00000000000000000000000005e12";
export const authorEmail = "local@seaworthy.invalid";

/** 32 hex digits, like most Cloudflare ids. */
export function newId(): string {
  return `5ea0${randomBytes(14).toString("hex")}`;
}

/** Versions and deployments have UUIDs. */
export function newUuid(): string {
  return `5ea0${randomUUID().slice(4)}`;
}
