import { join } from "node:path";
import { Hono } from "hono";
import type { CloudContext } from "../../kernel/context.ts";
import { sameToken } from "../../kernel/tokens.ts";
import type { Vendor } from "../../kernel/vendor.ts";
import { type MailStore, openMailStore } from "../sink/mail-store.ts";
import { type SmtpSink, startSmtpSink } from "../sink/smtp-sink.ts";
import { addEmailRoutes } from "./emails.ts";
import { resendParity } from "./parity.ts";
import { refusal } from "./refusal.ts";

/** Name of the SMTP port in the port book. */
export const smtpPortName = "resend.smtp";

const shown = 20;

/** Mail: Resend's API, and SMTP on loopback. Every mail is stored, none is delivered. */
export function createResend(context: CloudContext): Vendor {
  const { clock, ports } = context;
  const file = join(context.directory, "resend", "mails.db");
  const store = openMailStore(file, () => clock.now());
  let sink: SmtpSink | undefined;
  return {
    name: "resend",
    api: createApi(context, store),
    resume: async () => {
      sink ??= await startSmtpSink({ store, port: await ports.claim(smtpPortName) });
    },
    close: async () => {
      await sink?.close();
      sink = undefined;
      store.close();
    },
    describe: async () => ({
      smtpPort: await ports.get(smtpPortName),
      count: store.count(),
      mails: store.list(shown).map(({ raw: _raw, receivedMs, ...mail }) => ({
        ...mail,
        received: new Date(receivedMs).toISOString(),
      })),
    }),
    parity: resendParity,
  };
}

function createApi({ tokens }: CloudContext, store: MailStore): Hono {
  const app = new Hono();
  app.use(async function checkToken(request, next) {
    const given = request.req.header("authorization");
    if (given === undefined) return refusal(request, 401, "missing_api_key", "Missing API Key");
    if (!sameToken(/^Bearer (.+)$/.exec(given)?.[1], tokens.resend))
      return refusal(request, 401, "validation_error", "API key is invalid");
    if ((request.req.header("user-agent") ?? "") === "")
      return refusal(request, 403, "1010", "A User-Agent header is needed");
    return next();
  });
  addEmailRoutes(app, store);
  app.all("*", (request) =>
    refusal(
      request,
      501,
      "not_implemented",
      `The local cloud does not implement ${request.req.method} ${request.req.path.replace(/^\/resend/, "")}.`,
    ),
  );
  return app;
}
