import { randomBytes } from "node:crypto";
import type { Clock } from "../kernel/clock.ts";

/** Lets a browser in once, soon after it was printed: worthless in a history or a process list. */
export interface Tickets {
  issue(): string;
  /** True the first time, within a minute. */
  use(ticket: string): boolean;
}

const validMs = 60_000;

export function openTickets({ now }: Clock): Tickets {
  const expiresAt = new Map<string, number>();
  return {
    issue() {
      for (const [ticket, at] of expiresAt) if (at < now()) expiresAt.delete(ticket);
      const ticket = randomBytes(18).toString("base64url");
      expiresAt.set(ticket, now() + validMs);
      return ticket;
    },
    use(ticket) {
      const at = expiresAt.get(ticket);
      expiresAt.delete(ticket);
      return at !== undefined && at >= now();
    },
  };
}
