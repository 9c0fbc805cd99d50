import { contributions } from "../contributions.ts";
import { platformTenancy } from "./platform.ts";
import type { Tenancy } from "./tenancy.ts";

/** The platform's and that of each module in the table. */
export async function readTenancy(): Promise<readonly Tenancy[]> {
  return [platformTenancy, ...(await contributions<Tenancy>("tenancy")).values()];
}

export const merged = <T>(all: readonly Readonly<Record<string, T>>[]): Record<string, T> =>
  Object.assign({}, ...all);
