/**
 * How an envelope item is handled. Sizes are Relay's limits after decompression
 * (https://develop.sentry.dev/sdk/data-model/envelopes/#size-limits).
 */
export interface ItemKind {
  /** Sentry's data category, by which outcomes are counted and limits apply. */
  readonly category: string;
  readonly maxBytes: number;
  /**
   * event, transaction, sessions, logs, client_report: parsed and stored. counted: only its outcome
   * is stored.
   */
  readonly handling: "event" | "transaction" | "sessions" | "logs" | "client_report" | "counted";
}

const mebibyte = 1024 * 1024;

/** One row per item type. An unknown type is counted as invalid, by name. */
export const itemKinds: Readonly<Record<string, ItemKind>> = {
  event: { category: "error", maxBytes: mebibyte, handling: "event" },
  transaction: { category: "transaction", maxBytes: mebibyte, handling: "transaction" },
  session: { category: "session", maxBytes: 64 * 1024, handling: "sessions" },
  sessions: { category: "session", maxBytes: 64 * 1024, handling: "sessions" },
  log: { category: "log_item", maxBytes: mebibyte, handling: "logs" },
  client_report: { category: "internal", maxBytes: 4 * 1024, handling: "client_report" },
  attachment: { category: "attachment", maxBytes: 100 * mebibyte, handling: "counted" },
  span: { category: "span", maxBytes: 10 * mebibyte, handling: "counted" },
  trace_metric: { category: "trace_metric", maxBytes: mebibyte, handling: "counted" },
  check_in: { category: "monitor", maxBytes: 100 * 1024, handling: "counted" },
  feedback: { category: "feedback", maxBytes: mebibyte, handling: "counted" },
  user_report: { category: "user_report_v2", maxBytes: mebibyte, handling: "counted" },
  profile: { category: "profile", maxBytes: 50 * mebibyte, handling: "counted" },
  profile_chunk: { category: "profile_chunk", maxBytes: 50 * mebibyte, handling: "counted" },
  raw_security: { category: "security", maxBytes: mebibyte, handling: "counted" },
};

/**
 * Relay's limits for one request: as sent, and after decompression. `items` is our own: Relay
 * limits size and kinds, and no SDK comes close to it.
 */
export const requestLimits = {
  compressedBytes: 20 * mebibyte,
  decompressedBytes: 100 * mebibyte,
  items: 1_000,
} as const;

/**
 * A key's rate limit applies to errors: transactions, sessions and logs pass. Sentry's
 * `DataCategory.error_categories()`.
 */
export const keyLimitCategories: readonly string[] = ["default", "error", "security"];
