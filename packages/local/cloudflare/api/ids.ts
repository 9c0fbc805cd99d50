import { randomBytes, randomUUID } from "node:crypto";

/** The one account and the one zone, there from the start. `5ea` marks what is local. */
export const accountId = "5ea00000000000000000000000acc001";
export const zoneId = "5ea0000000000000000000000000c0de";
export const zoneName = "localhost";

/** The one user. */
export const userId = "5ea00000000000000000000000005e12";
export const authorEmail = "local@seaworthy.invalid";

/** 32 hex digits, as most of Cloudflare's ids. */
export function newId(): string {
  return `5ea0${randomBytes(14).toString("hex")}`;
}

/** Versions and deployments are named by UUIDs. */
export function newUuid(): string {
  return `5ea0${randomUUID().slice(4)}`;
}
