export interface ComputeSize {
  /** `max_connections` that Supabase sets for the size, and the intended use of its memory. */
  readonly maxConnections: number;
  /** Clients that the pooler accepts concurrently. */
  readonly poolerClients: number;
  readonly dollarsPerMonth: number;
}

/** Day on which the table was read. */
export const computeSizesAsOf = "2026-11-21";

/** Supabase's compute sizes. https://supabase.com/docs/guides/platform/compute-add-ons */
export const computeSizes: Readonly<Record<string, ComputeSize>> = {
  nano: { maxConnections: 60, poolerClients: 200, dollarsPerMonth: 0 },
  micro: { maxConnections: 60, poolerClients: 200, dollarsPerMonth: 10 },
  small: { maxConnections: 90, poolerClients: 400, dollarsPerMonth: 15 },
  medium: { maxConnections: 120, poolerClients: 600, dollarsPerMonth: 60 },
  large: { maxConnections: 160, poolerClients: 800, dollarsPerMonth: 110 },
  xlarge: { maxConnections: 240, poolerClients: 1000, dollarsPerMonth: 210 },
  "2xlarge": { maxConnections: 380, poolerClients: 1500, dollarsPerMonth: 410 },
  "4xlarge": { maxConnections: 480, poolerClients: 3000, dollarsPerMonth: 960 },
  "8xlarge": { maxConnections: 490, poolerClients: 6000, dollarsPerMonth: 1870 },
  "12xlarge": { maxConnections: 500, poolerClients: 9000, dollarsPerMonth: 2800 },
  "16xlarge": { maxConnections: 500, poolerClients: 12_000, dollarsPerMonth: 3730 },
};
