import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { VendorName } from "../vendor-name.ts";

const mebibyte = 1024 * 1024;

/**
 * The size of each vendor's largest API call: a Worker's code, source maps, a mail's attachments.
 */
export const maxBodyBytes: Readonly<Record<VendorName | "cloud", number>> = {
  cloudflare: 100 * mebibyte,
  sentry: 34 * mebibyte,
  resend: 40 * mebibyte,
  supabase: 10 * mebibyte,
  upstash: mebibyte,
  // The command's own calls.
  cloud: mebibyte,
};

/** Rejects a call that exceeds the vendor's limit before reading it. */
export function limitBody(vendor: keyof typeof maxBodyBytes): MiddlewareHandler {
  const maxSize = maxBodyBytes[vendor];
  return bodyLimit({
    maxSize,
    onError: (context) =>
      context.json(
        {
          code: "REQUEST_TOO_LARGE",
          message: `The body is larger than ${maxSize / mebibyte} MB, the limit for a call to ${vendor}.`,
        },
        413,
      ),
  });
}
