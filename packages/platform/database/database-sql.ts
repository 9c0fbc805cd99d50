import type postgres from "postgres";

/** Queries as tagged templates; every interpolated value is a parameter. */
export type Sql = postgres.ISql;
