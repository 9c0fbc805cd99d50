import { messageOf } from "@seaworthy/core/errors";
import type { Bundler } from "./bundler.ts";
import type { Change } from "./changes.ts";
import { type PlaceMapper, placeMapper } from "./place-mapper.ts";

export interface SessionPorts {
  /** Base of the relative source paths in a bundle's map. */
  readonly sourcesFrom: string;
  readonly bundler: Bundler;
  /** Publishes a bundle to the running Worker; resolves once it is live. */
  readonly publish: (bundle: Awaited<ReturnType<Bundler["bundle"]>>) => Promise<void>;
  /** Runs pending migrations; returns their names. */
  readonly migrate: () => Promise<readonly string[]>;
  readonly print: (line: string) => void;
  /** Milliseconds since any fixed moment. */
  readonly now: () => number;
}

/** How `seaworthy dev` handles changes: one batch at a time; later ones wait and are merged. */
export interface DevSession {
  handle(changes: readonly Change[]): Promise<void>;
  /** For the live code. */
  readonly toSource: PlaceMapper;
}

export function createSession(ports: SessionPorts): DevSession {
  let waiting: Change[] = [];
  let running: Promise<void> | undefined;
  let mapper: PlaceMapper = (text) => text;
  const drain = async () => {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      mapper = (await apply(ports, batch)) ?? mapper;
    }
  };
  return {
    handle: (changes) => {
      waiting.push(...changes);
      running ??= drain().finally(() => {
        running = undefined;
      });
      return running;
    },
    toSource: (text) => mapper(text),
  };
}

/** An error in the code is only shown; the previous code stays live. */
async function apply(
  ports: SessionPorts,
  changes: readonly Change[],
): Promise<PlaceMapper | undefined> {
  const { bundler, print } = ports;
  const has = (kind: Change["kind"]) => changes.some((change) => change.kind === kind);
  try {
    if (has("migration")) await applyMigrations(ports);
    if (has("table")) await bundler.restart();
    const mapper = has("code") || has("table") ? await publishCode(ports, changes) : undefined;
    for (const { kind, file } of changes) {
      if (kind === "infra") print(`${file} changed: run "npx seaworthy up local" to apply it.`);
      if (kind === "table")
        print(
          `${file} changed: its routes and code are live. Run "npx seaworthy up local" to apply bindings, secrets, schedules and zone rules.`,
        );
    }
    return mapper;
  } catch (thrown) {
    print(`${messageOf(thrown)}\nThe previous version is still serving. Save again to retry.`);
    return undefined;
  }
}

async function publishCode(
  { bundler, publish, print, now, sourcesFrom }: SessionPorts,
  changes: readonly Change[],
): Promise<PlaceMapper | undefined> {
  const startedAt = now();
  const bundle = await bundler.bundle();
  await publish(bundle);
  const files = changes.filter(({ kind }) => kind === "code" || kind === "table");
  const [first, ...others] = files.map(({ file }) => file);
  const what = others.length === 0 ? first : `${first} and ${others.length} more`;
  print(`${what}: live after ${Math.round(now() - startedAt)} ms.`);
  return bundle.sourceMap === undefined ? undefined : placeMapper(bundle.sourceMap, sourcesFrom);
}

async function applyMigrations({ migrate, print }: SessionPorts): Promise<void> {
  const names = await migrate();
  print(names.length === 0 ? "No migrations to apply." : `Applied ${names.join(", ")}.`);
}
