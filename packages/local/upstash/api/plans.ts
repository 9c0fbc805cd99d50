/**
 * Limits of a plan, from Upstash's price list (redis, 2026) and its troubleshooting pages. Redis
 * enforces memory, the adapter enforces the request size.
 */
export interface Plan {
  readonly memoryBytes: number;
  readonly maxRequestBytes: number;
  readonly maxClients: number;
  readonly commandsPerSecond: number;
  /** The API's `type`. */
  readonly type: "free" | "payg" | "paid";
}

const mb = 1024 ** 2;
const gb = 1024 ** 3;

export const plans = {
  free: {
    memoryBytes: 256 * mb,
    maxRequestBytes: 10 * mb,
    maxClients: 10_000,
    commandsPerSecond: 10_000,
    type: "free",
  },
  payg: {
    memoryBytes: 100 * gb,
    maxRequestBytes: 10 * mb,
    maxClients: 10_000,
    commandsPerSecond: 10_000,
    type: "payg",
  },
  fixed_250mb: fixed(250 * mb, 10),
  fixed_1gb: fixed(gb, 10),
  fixed_5gb: fixed(5 * gb, 20),
  fixed_10gb: fixed(10 * gb, 30),
  fixed_50gb: fixed(50 * gb, 50),
  fixed_100gb: fixed(100 * gb, 75),
  fixed_500gb: fixed(500 * gb, 100),
} as const satisfies Record<string, Plan>;

export type PlanName = keyof typeof plans;
export const planNames = Object.keys(plans) as [PlanName, ...PlanName[]];

/** For a paying account; Upstash uses `free` for others. */
export const defaultPlan: PlanName = "payg";

function fixed(memoryBytes: number, requestMegabytes: number): Plan {
  return {
    memoryBytes,
    maxRequestBytes: requestMegabytes * mb,
    maxClients: 10_000,
    commandsPerSecond: 10_000,
    type: "paid",
  };
}
