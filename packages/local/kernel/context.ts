import type { Clock } from "./clock.ts";
import type { Logger } from "./logger.ts";
import type { PortBook } from "./ports.ts";
import type { ProcessTable } from "./processes/table.ts";
import type { Store } from "./store.ts";
import type { Tokens } from "./tokens.ts";

/** What every vendor of the local cloud receives; nothing in `local/` uses globals instead. */
export interface CloudContext {
  /** `.seaworthy/local`: everything that survives a restart. Mode 0700. */
  readonly directory: string;
  /**
   * Where the unprivileged servers store their data; inside `directory`, or beside it if that user
   * cannot enter it.
   */
  readonly dataDirectory: string;
  /** `http://127.0.0.1:<port>` of the control plane; a vendor's API lives under `/<vendor>`. */
  readonly controlUrl: string;
  readonly store: Store;
  readonly ports: PortBook;
  readonly tokens: Tokens;
  readonly processes: ProcessTable;
  readonly clock: Clock;
  readonly log: Logger;
}
