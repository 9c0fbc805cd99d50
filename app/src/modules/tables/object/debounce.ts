import type { WriteMessage } from "../protocol.ts";
import type { Member } from "./session.ts";

interface Waiting {
  readonly socket: WebSocket;
  readonly member: Member;
  readonly message: WriteMessage;
  readonly bytes: number;
}

/** Debounced writes waiting in memory. None is acknowledged before it is stored. */
export interface Debounce {
  /** Returns false, and adds nothing, when full. */
  add(waiting: Waiting): boolean;
  /** Removes and returns all waiting writes, in order. */
  take(): readonly Waiting[];
  readonly bytes: number;
}

/** How long a write waits, so that several are stored together. */
const delayMs = 50;
/** Share of the capacity at which it is reported. */
const alertShare = 0.8;

/** While a write waits, the timer keeps the object in memory. */
export function openDebounce(
  mostBytes: number,
  { flush, alert }: { readonly flush: () => void; readonly alert: (bytes: number) => void },
): Debounce {
  let waiting: Waiting[] = [];
  let bytes = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    get bytes() {
      return bytes;
    },
    add: (one) => {
      if (bytes + one.bytes > mostBytes) return false;
      const before = bytes;
      bytes += one.bytes;
      if (before < alertShare * mostBytes && bytes >= alertShare * mostBytes) alert(bytes);
      waiting.push(one);
      timer ??= setTimeout(flush, delayMs);
      return true;
    },
    take: () => {
      clearTimeout(timer);
      timer = undefined;
      const taken = waiting;
      waiting = [];
      bytes = 0;
      return taken;
    },
  };
}
