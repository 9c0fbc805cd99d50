import { z } from "zod";
import { type Sql, service } from "../database/database.ts";
import type { Services } from "../request/services.ts";

const tag = "switches";
/** Takes effect in every isolate within two seconds. */
const entry = {
  key: "switches:1",
  tags: [tag],
  freshMs: 30_000,
  staleMs: 300_000,
  localMs: 2_000,
  schema: z.array(z.string()).max(1_000),
};

/** The full names of the switches that are off. */
export async function readSwitchedOff({ cache, database }: Services): Promise<readonly string[]> {
  const { value } = await cache.getOrCompute(entry, () =>
    database.read(service, async (sql) => {
      const rows = await sql<{ name: string }[]>`
        select substr(key, 8) as name from public.system_config
        where key like 'switch.%' and value = 'false' order by key limit 1000`;
      return rows.map(({ name }) => name);
    }),
  );
  return value;
}

export interface SwitchState {
  readonly name: string;
  readonly on: boolean;
  readonly because: string;
  readonly updatedAt: string;
}

/** Read from the database, bypassing the cache. */
export async function readSwitches(sql: Sql): Promise<SwitchState[]> {
  const rows = await sql<SwitchState[]>`
    select substr(key, 8) as name, value <> 'false' as on, because,
      to_json(updated_at) #>> '{}' as "updatedAt"
    from public.system_config where key like 'switch.%' order by key limit 1000`;
  return [...rows];
}

export async function setSwitch(
  { cache, database }: Services,
  name: string,
  { on, because }: Pick<SwitchState, "on" | "because">,
): Promise<void> {
  await database.as(
    service,
    (sql) => sql`
      insert into public.system_config (key, value, because)
      values (${`switch.${name}`}, to_jsonb(${on}::boolean), ${because})
      on conflict (key) do update
      set value = excluded.value, because = excluded.because, updated_at = now()`,
    { idempotent: true },
  );
  await cache.invalidate([tag]);
}
