import type { Area, Rank } from "../rules/rule.ts";

/** A rule's points by its rank. */
export const rankPoints: Readonly<Record<Rank, number>> = {
  critical: 10,
  high: 5,
  medium: 2,
  low: 1,
};

/** What endangers users' data or affects everyone weighs more than cost or convenience. */
export const areaFactor: Readonly<Record<Area, number>> = {
  secrets: 1.5,
  edge: 1.5,
  database: 1.5,
  cors: 1.25,
  protection: 1.25,
  pooling: 1.25,
  worker: 1,
  cache: 1,
  errors: 1,
  rollout: 1,
  cost: 0.5,
};
