import { connect } from "cloudflare:sockets";
import type { SmtpSecurity } from "./smtp-options.ts";
import { broken, replyReader, type SmtpReply } from "./smtp-reply.ts";

export interface SmtpConnection {
  /** Sends a line and returns the reply. */
  ask(line: string): Promise<SmtpReply>;
  /** Encrypts the connection after the server has accepted STARTTLS. */
  upgrade(): void;
  close(): Promise<void>;
  /** The server's first reply. */
  readonly greeting: SmtpReply;
}

const transports = { tls: "on", starttls: "starttls", none: "off" } as const;

/**
 * A connection to a mail server, from a Worker. Throws UPSTREAM_FAILED when it cannot be opened.
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
      // Plain text received after STARTTLS was accepted did not come from the server
      // (CVE-2011-0411).
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
