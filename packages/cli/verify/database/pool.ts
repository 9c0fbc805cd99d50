import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { messageOf } from "@seaworthy/core/errors";
import type { Values } from "@seaworthy/plugins/kit/values";
import { clientConfig, withDatabase } from "@seaworthy/plugins/seaworthy/database/access";
import pg from "pg";
import type { Context } from "../context.ts";
import { type Experiment, type Observation, shown, unknown } from "../experiment.ts";
import { databasesFor } from "./owner.ts";

const size = ["pooling-declared", "pooling-declared-where-it-is-sent"];
const mode = ["pooling-transaction-mode"];
const clients = ["pooling-clients-fit"];

/** More connections than the pool has: the extra ones must wait and then be served. */
const besides = 3;
const querySeconds = 1;
const waitSeconds = 20;

export const poolSize: Experiment = {
  id: "pool",
  title: "The pool is full at its declared size, and further clients wait and are served",
  effect: "intrusive",
  policies: [...size, ...mode],
  seconds: 60,
  run: async (context) => {
    const [database] = databasesFor(context);
    const [pooler] = context.declared("pooler");
    const declared = Number(pooler?.props.defaultPoolSize);
    if (database === undefined || !(declared > 0))
      return [unknown("Pool", "The stack declares no pooler with a size.")];
    const access = throughPooler(context, database.access);
    const opened = await openAll(access, declared + besides);
    context.cleanUp(() => endAll(opened.open));
    if (opened.refused.length > 0)
      return [
        shown("Pool", false, {
          declared: `${declared} and more`,
          observed: opened.refused[0] ?? "",
        }),
      ];
    const mark = `verify-${randomUUID()}`;
    const running = opened.open.map((client) =>
      client.query(`select pg_sleep(${querySeconds}) /* ${mark} */`),
    );
    const most = await busiest(database.access, mark);
    const late = delay(waitSeconds * 1000, "late" as const, { ref: false });
    const outcome = await Promise.race([Promise.allSettled(running), late]);
    return observe(declared, most, outcome, String(pooler?.props.poolMode));
  },
};

function observe(
  declared: number,
  most: number,
  outcome: "late" | readonly PromiseSettledResult<unknown>[],
  poolMode: string,
): readonly Observation[] {
  const all = declared + besides;
  const served =
    outcome === "late" ? 0 : outcome.filter(({ status }) => status === "fulfilled").length;
  return [
    shown("Pool size", most === declared, {
      declared: `${declared} connections of a login`,
      observed: `${most} were busy at once, of ${all} clients`,
      policies: size,
    }),
    shown("Queue", served === all, {
      declared: `${besides} clients wait, and each is served`,
      observed:
        outcome === "late" ? `not all within ${waitSeconds} s` : `${served} of ${all} were served`,
      policies: poolMode === "transaction" ? [...mode, ...size] : size,
    }),
  ];
}

export const poolClients: Experiment = {
  id: "pool-clients",
  title: "The pooler refuses clients beyond its declared number, and none before",
  effect: "destructive",
  policies: clients,
  seconds: 180,
  run: async (context) => {
    const [database] = databasesFor(context);
    const { maxClients } = context.state.manifest.pooler;
    context.declared("pooler");
    if (database === undefined) return [unknown("Pooler's clients", "The stack has no database.")];
    const { open, refused } = await openAll(
      throughPooler(context, database.access),
      maxClients + 1,
    );
    context.cleanUp(() => endAll(open));
    const path = context.state.manifest.routes.ready;
    await endAll(open.slice(0, Math.ceil(open.length / 2)));
    const { status } = await context.visitor().ask({ path });
    return [
      shown("Pooler's clients", refused.length > 0 && open.length <= maxClients, {
        declared: `${maxClients} at most`,
        observed:
          refused.length === 0
            ? `${open.length} were let in, and none was refused`
            : `${open.length} beside those of the stack, then: ${refused[0]}`,
      }),
      shown("The app afterwards", status === 200, {
        declared: "ready again once there is room",
        observed: `answered ${status}`,
      }),
    ];
  },
};

/** The owner's login in the form that Supabase's pooler expects. */
function throughPooler({ state }: Context, access: Values): Values {
  const { outputs } = state.resource(state.manifest.pooler.resource);
  const { host, port, usernameSuffix } = outputs;
  return {
    ...access,
    host: `${String(host)}:${String(port)}`,
    adminUser: `${String(access.adminUser)}${String(usernameSuffix ?? "")}`,
  };
}

interface Opened {
  readonly open: readonly pg.Client[];
  /** Why the others were rejected. */
  readonly refused: readonly string[];
}

async function openAll(access: Values, count: number): Promise<Opened> {
  const open: pg.Client[] = [];
  const refused: string[] = [];
  for (let index = 0; index < count && refused.length === 0; index++) {
    const client = new pg.Client(clientConfig(access));
    client.on("error", (cause) => void refused.push(messageOf(cause)));
    try {
      await client.connect();
      open.push(client);
    } catch (thrown) {
      refused.push(messageOf(thrown));
    }
  }
  return { open, refused };
}

const endAll = (open: readonly pg.Client[]): Promise<unknown> =>
  Promise.allSettled(open.map((client) => client.end()));

/** Polled directly while the queries run. */
function busiest(access: Values, mark: string): Promise<number> {
  return withDatabase(access, async (client) => {
    let most = 0;
    const end = performance.now() + querySeconds * 1000 * 2;
    while (performance.now() < end) {
      const { rows } = await client.query<{ busy: number }>(
        "select count(*)::int as busy from pg_stat_activity where state = 'active' and query like $1 and pid <> pg_backend_pid()",
        [`%${mark}%`],
      );
      most = Math.max(most, rows[0]?.busy ?? 0);
      await delay(50);
    }
    return most;
  });
}
