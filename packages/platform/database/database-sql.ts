import type postgres from "postgres";

/** Queries as tagged templates; every value in them is a parameter. */
export type Sql = postgres.ISql;
