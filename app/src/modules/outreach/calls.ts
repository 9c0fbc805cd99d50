import { type Database, service } from "@seaworthy/platform/database/database";
import type { AppContext } from "@seaworthy/platform/runtime/app-env";

/** A count is written after this many calls or this time. */
const batch = { calls: 100, ageMs: 10_000 };

/** This isolate's count: a number, so it may outlive a request. */
let counting = { startedAt: 0, calls: 0 };

/** Counts a call; writes the count in batches. */
export function countCall({ var: { services } }: AppContext): void {
  const now = services.clock.now();
  if (counting.calls === 0) counting = { startedAt: now, calls: 0 };
  counting.calls++;
  if (counting.calls < batch.calls && now - counting.startedAt < batch.ageMs) return;
  const { calls } = counting;
  counting = { startedAt: now, calls: 0 };
  services.background.run("outreach.calls", () => writeCalls(services.database, calls));
}

async function writeCalls(database: Database, calls: number): Promise<void> {
  await database.as(
    service,
    (sql) => sql`
      insert into api_calls (minute, calls) values (date_trunc('minute', now()), ${calls})
      on conflict (minute) do update set calls = api_calls.calls + excluded.calls`,
  );
}
