import { type Database, type Sql, service } from "../database/database.ts";

/**
 * Reads a number of the business, such as the mails of the last hour; null when there is nothing to
 * measure yet. Runs in a read transaction of the service's own.
 */
export type Figure = (sql: Sql) => Promise<number | null>;

interface FiguresOfModule {
  readonly module: { readonly name: string };
  readonly figures: Readonly<Record<string, Figure>>;
}

/** The figures of all modules, each with its module's name before: `outreach.mailsPerHour`. */
export function figuresOf(modules: readonly FiguresOfModule[]): Readonly<Record<string, Figure>> {
  return Object.fromEntries(
    modules.flatMap(({ module, figures }) =>
      Object.entries(figures).map(([name, figure]) => [`${module.name}.${name}`, figure]),
    ),
  );
}

/** One after the other: an operator's question takes one connection. */
export async function readFigures(
  database: Database,
  figures: Readonly<Record<string, Figure>>,
): Promise<Readonly<Record<string, number | null>>> {
  const read: Record<string, number | null> = {};
  for (const [name, figure] of Object.entries(figures))
    read[name] = await database.read(service, figure);
  return read;
}
