import { createHmac } from "node:crypto";
import type { CloudContext } from "../kernel/context.ts";
import { sameToken } from "../kernel/tokens.ts";

/** Cookies are not told apart by port, so two local clouds on one machine need two names. */
export function cookieName(context: CloudContext): string {
  return `seaworthy_console_${new URL(context.controlUrl).port}`;
}

/** What the browser keeps instead of the admin token: good for the page, and for nothing else. */
export function sessionValue(context: CloudContext): string {
  return createHmac("sha256", context.tokens.admin).update("console").digest("hex");
}

export function isSession(context: CloudContext, given: string | undefined): boolean {
  return sameToken(given, sessionValue(context));
}
