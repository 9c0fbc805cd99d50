/** What a rule did to a request, as the zone's own events tell it. */
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

/** The newest events of the zone; older ones are forgotten, and all of them when the edge ends. */
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

/** The same of what is written to the log about a rule. */
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
