import { randomBytes } from "node:crypto";

const mark = "stand-in-";

/** Long and random enough for whatever asks that of a secret. */
export const standInSecret = (): string => `${mark}${randomBytes(36).toString("base64url")}`;

/** Whether a text is, or was made of, a made-up secret. */
export const isStandIn = (text: string): boolean =>
  new RegExp(`${mark}[A-Za-z0-9_-]{48}`).test(text);
