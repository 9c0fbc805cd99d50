import { mailSettings } from "@seaworthy/platform/mail/settings";
import { z } from "zod";
import { count } from "../values.ts";

export const mailSchema = z
  .strictObject({
    adapter: z
      .enum(["resend", "smtp", "sink", "noop"])
      .describe(
        "`resend`: Resend's API. `smtp`: any SMTP provider. `sink`: SMTP on this machine, which stores every mail. `noop`: accepts every mail and sends none",
      ),
    baseUrl: z.url().optional().describe("`resend`: default https://api.resend.com"),
    host: z.string().min(1).optional().describe("`smtp`: the provider's server"),
    port: count(1, 65_535)
      .optional()
      .describe(
        "`smtp`: 465 or 587. `sink`: default the local cloud's, from the environment variable `SEAWORTHY_MAIL_PORT`",
      ),
    user: z.string().min(1).optional().describe("`smtp`: user name"),
    keyHeader: z
      .string()
      .optional()
      .describe(
        "`smtp`: header with which the provider detects duplicates, e.g. `Resend-Idempotency-Key`",
      ),
  })
  .superRefine((given, context) => {
    const port = given.adapter === "sink" ? { port: given.port ?? 1 } : {};
    const parsed = mailSettings.safeParse({ ...given, ...port });
    for (const { path, message } of parsed.error?.issues ?? [])
      context.addIssue({ code: "custom", path: [...path], message });
  });
