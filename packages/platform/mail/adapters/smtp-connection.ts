import { connect } from "cloudflare:sockets";
import type { SmtpSecurity } from "./smtp-options.ts";
import { broken, replyReader, type SmtpReply } from "./smtp-reply.ts";

export interface SmtpConnection {
  /** Sends a line and returns the reply to it. */
  ask(line: string): Promise<SmtpReply>;
  /** Encrypts the connection, after the server has agreed to STARTTLS. */
  upgrade(): void;
  close(): Promise<void>;
  /** What the server says first. */
  readonly greeting: SmtpReply;
}

const transports = { tls: "on", starttls: "starttls", none: "off" } as const;

/**
 * A connection to a mail server, from a Worker. Throws UPSTREAM_FAILED when there is none to be
 * had.
 */
export async function openSmtp(
  hostname: string,
  port: number,
  security: SmtpSecurity,
): Promise<SmtpConnection> {
  let socket = connect(
    { hostname, port },
    { secureTransport: transports[security], allowHalfOpen: false },
  );
  let replies = replyReader(socket.readable);
  let writer = socket.writable.getWriter();
  const write = (text: string) => writer.write(new TextEncoder().encode(`${text}\r\n`));
  await socket.opened;
  return {
    greeting: await replies.reply(),
    ask: async (line) => {
      await write(line);
      return replies.reply();
    },
    upgrade: () => {
      // What came in plain text behind the agreement was not the server's (CVE-2011-0411).
      if (replies.hasMore()) throw broken("unexpected data before TLS");
      replies.release();
      writer.releaseLock();
      socket = socket.startTls();
      replies = replyReader(socket.readable);
      writer = socket.writable.getWriter();
    },
    close: () => socket.close(),
  };
}
