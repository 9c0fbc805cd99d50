import PostalMime, { type Address } from "postal-mime";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import type { MailStore } from "./mail-store.ts";

/** The header by which Resend's SMTP recognises a repeated mail. */
const keyHeader = "resend-idempotency-key";
/** Resend's limit for a mail including attachments. */
export const longestMail = 40 * 1024 * 1024;

export interface SmtpSinkOptions {
  readonly store: MailStore;
  readonly port: number;
  /** TLS from the first byte, or STARTTLS when `secure` is false. Undefined: no TLS at all. */
  readonly tls?: { readonly key: string; readonly cert: string; readonly secure: boolean };
  /** Required login. Undefined: anyone on this machine may send. */
  readonly login?: { readonly user: string; readonly password: string };
}

export interface SmtpSink {
  close(): Promise<void>;
}

/** Accepts and stores every mail, delivers none. Loopback only. */
export function startSmtpSink(options: SmtpSinkOptions): Promise<SmtpSink> {
  const server = new SMTPServer({
    ...accessOf(options),
    banner: "Seaworthy local mail sink",
    size: longestMail,
    logger: false,
    disableReverseLookup: true,
    onData: (stream, _session, callback) => {
      readMail(stream)
        .then((raw) => keep(options.store, raw))
        .then((answer) => callback(null, answer), callback);
    },
  });
  // A client that disconnects midway does not concern the sink.
  server.on("error", () => undefined);
  return new Promise((resolve, reject) => {
    server.server.once("error", reject);
    server.listen(options.port, "127.0.0.1", () =>
      resolve({ close: () => new Promise((done) => server.close(done)) }),
    );
  });
}

/** A client need not say how long its mail is: beyond the limit it is read and not kept. */
async function readMail(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  let chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    if (length <= longestMail) chunks.push(chunk);
    else chunks = [];
  }
  if (length <= longestMail) return Buffer.concat(chunks);
  throw Object.assign(new RangeError("Mail exceeds 40 MB"), { responseCode: 552 });
}

function accessOf({ tls, login }: SmtpSinkOptions): SMTPServerOptions {
  return {
    ...(tls ? tls : {}),
    disabledCommands: [...(tls ? [] : ["STARTTLS"]), ...(login ? [] : ["AUTH"])],
    authOptional: login === undefined,
    onAuth: ({ username, password }, _session, callback) =>
      username === login?.user && password === login?.password
        ? callback(null, { user: username })
        : callback(Object.assign(new TypeError("Invalid login"), { responseCode: 535 })),
  };
}

/** Returns the server's response; a repeated mail gets the first one's response. */
async function keep(store: MailStore, raw: Buffer): Promise<string> {
  const mail = await PostalMime.parse(raw);
  const headers = Object.fromEntries(mail.headers.map(({ key, value }) => [key, value]));
  const address = (box: Address | undefined) =>
    box?.name ? `${box.name} <${box.address}>` : (box?.address ?? "");
  const taken = store.take(
    {
      via: "smtp",
      from: address(mail.from),
      to: (mail.to ?? []).map(address).join(", "),
      subject: mail.subject ?? "",
      text: mail.text ?? "",
      headers,
      raw: raw.toString("utf8"),
    },
    headers[keyHeader],
  );
  if ("conflict" in taken)
    throw Object.assign(new TypeError("The idempotency key belongs to another mail"), {
      responseCode: 550,
    });
  return `OK: queued as ${taken.id}`;
}
