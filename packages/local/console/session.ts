import { createHmac } from "node:crypto";
import type { CloudContext } from "../kernel/context.ts";
import { sameToken } from "../kernel/tokens.ts";

/** Cookies do not depend on the port, so two local clouds on one machine need different names. */
export function cookieName(context: CloudContext): string {
  return `seaworthy_console_${new URL(context.controlUrl).port}`;
}

/** What the browser stores instead of the admin token; valid only for this page. */
export function sessionValue(context: CloudContext): string {
  return createHmac("sha256", context.tokens.admin).update("console").digest("hex");
}

export function isSession(context: CloudContext, given: string | undefined): boolean {
  return sameToken(given, sessionValue(context));
}
