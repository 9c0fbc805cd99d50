import { AppError } from "../../errors/errors.ts";

export interface SmtpReply {
  /** 250, 354, 550 … */
  readonly code: number;
  /** Without the codes. */
  readonly lines: readonly string[];
}

/** No server's reply is longer; RFC 5321 allows 512 octets per line. */
const longestReply = 64 * 1_024;

/** Reads a connection's replies, however they are split. */
export function replyReader(readable: ReadableStream<Uint8Array>) {
  const reader = readable.getReader();
  const decoder = new TextDecoder();
  let text = "";
  const line = async (): Promise<string> => {
    for (;;) {
      const end = text.indexOf("\n");
      if (end !== -1) {
        const found = text.slice(0, end).replace(/\r$/, "");
        text = text.slice(end + 1);
        return found;
      }
      if (text.length > longestReply) throw broken("an incomplete reply");
      const { done, value } = await reader.read();
      if (done) throw broken("the server closed the connection");
      text += decoder.decode(value, { stream: true });
    }
  };
  return {
    reply: async (): Promise<SmtpReply> => {
      const lines: string[] = [];
      for (;;) {
        const [, code, more, said] = /^(\d{3})([ -]?)(.*)$/.exec(await line()) ?? [];
        if (code === undefined || lines.length > 200) throw broken("an invalid SMTP reply");
        lines.push(said ?? "");
        if (more !== "-") return { code: Number(code), lines };
      }
    },
    /** Whether unread data from the server is left. */
    hasMore: () => text !== "",
    release: () => reader.releaseLock(),
  };
}

export const broken = (what: string) =>
  new AppError("UPSTREAM_FAILED", "The mail server could not be reached.", { cause: what });

/** `550` and, if the server sends one, the enhanced code of RFC 3463: `smtp_550_5.1.1`. */
export function codeOf({ code, lines }: SmtpReply): string {
  const [enhanced] = /^[245]\.\d{1,3}\.\d{1,3}/.exec(lines[0] ?? "") ?? [];
  return enhanced === undefined ? `smtp_${code}` : `smtp_${code}_${enhanced}`;
}
