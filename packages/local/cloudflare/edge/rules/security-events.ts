/** What a rule did to a request, as in the zone's own events. */
export interface SecurityEvent {
  readonly atMs: number;
  readonly source: "firewallCustom" | "ratelimit";
  readonly action: string;
  readonly ruleId: string;
  readonly description: string;
  readonly clientIP: string;
  readonly method: string;
  readonly path: string;
  readonly ray: string;
}

/** The zone's newest events; older ones are dropped, and all of them when the edge ends. */
export interface SecurityEvents {
  record(event: SecurityEvent): void;
  /** Newest first. */
  list(): readonly SecurityEvent[];
}

const kept = 5_000;

export function createSecurityEvents(): SecurityEvents {
  const events: SecurityEvent[] = [];
  return {
    record: (event) => {
      events.push(event);
      if (events.length > 2 * kept) events.splice(0, events.length - kept);
    },
    list: () => events.slice(-kept).reverse(),
  };
}

/** Converts a log entry about a rule. */
export function securityEvent(
  event: string,
  fields: Readonly<Record<string, unknown>>,
  atMs: number,
): SecurityEvent {
  const text = (name: string) => String(fields[name] ?? "");
  return {
    atMs,
    source: event === "edge.rate_limited" ? "ratelimit" : "firewallCustom",
    action: text("action"),
    ruleId: text("ruleId"),
    description: text("rule"),
    clientIP: text("ip"),
    method: text("method"),
    path: text("path"),
    ray: text("ray"),
  };
}
