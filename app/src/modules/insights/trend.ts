import { type Sql, service } from "@seaworthy/platform/database/database";
import type { Services } from "@seaworthy/platform/request/services";
import type { SseBatch } from "@seaworthy/platform/sse/sse-stream";
import { z } from "zod";
import { type TrendPoint, trendPointSchema } from "./insight.ts";

/** For this long, all readers at one position share one query. */
const shared = { freshMs: 1_000, staleMs: 0, localMs: 500 };

/** The points after a position, for stream readers. */
export async function lookForPoints(
  { cache, database }: Services,
  id: string,
  { after, most }: { after: string | undefined; most: number },
): Promise<SseBatch> {
  const place = Number(after ?? 0);
  const entry = {
    ...shared,
    key: `trend:1:${id}:${place}:${most}`,
    tags: [trendTag(id)],
    schema: z.array(trendPointSchema).max(most),
  };
  const { value } = await cache.getOrCompute(entry, () =>
    database.read(service, (sql) => readPoints(sql, id, { place, most })),
  );
  return {
    events: value.map((point) => ({ id: String(point.place), event: "point", data: point })),
  };
}

export const trendTag = (id: string) => `trend:${id}`;

async function readPoints(
  sql: Sql,
  id: string,
  { place, most }: { place: number; most: number },
): Promise<TrendPoint[]> {
  const rows = await sql<TrendPoint[]>`
    select place, value, to_json(at) #>> '{}' as at from trend_points
    where insight_id = ${id} and place > ${place} order by place limit ${most}`;
  return [...rows];
}

/** Adds a point while holding the insight's lock. Undefined when the insight is not found. */
export async function addPoint(
  sql: Sql,
  id: string,
  value: number,
): Promise<TrendPoint | undefined> {
  const [point] = await sql<TrendPoint[]>`
    with counted as (
      update insights set trend_length = trend_length + 1
      where id = ${id} and deleted_at is null returning trend_length)
    insert into trend_points (insight_id, place, value)
    select ${id}, trend_length, ${value} from counted
    returning place, value, to_json(at) #>> '{}' as at`;
  return point;
}
