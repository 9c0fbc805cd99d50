import { SeaworthyError } from "@seaworthy/core/errors";
import { generateTypescript, sortGeneratorMetadata } from "@supabase/postgrest-typegen/generation";
import { introspect } from "@supabase/postgrest-typegen/introspection";
import type { Client } from "pg";

/** In the same format as `supabase gen types`. Throws USAGE for a missing schema. */
export async function databaseTypes(client: Client, schemas: readonly string[]): Promise<string> {
  await requireSchemas(client, schemas);
  const metadata = await introspect(oneByOne(client), { includedSchemas: [...schemas] });
  const [defaultSchema = "public"] = schemas.includes("public") ? ["public"] : schemas;
  return generateTypescript(sortGeneratorMetadata(metadata), {
    detectOneToOneRelationships: true,
    defaultSchema,
  });
}

async function requireSchemas(client: Client, schemas: readonly string[]): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select wanted.name from unnest($1::text[]) wanted (name)
     where not exists (select from pg_namespace where nspname = wanted.name)`,
    [schemas],
  );
  const missing = rows.map(({ name }) => name).join(", ");
  if (missing !== "") throw new SeaworthyError("USAGE", `The database has no schema ${missing}.`);
}

/** The library queries concurrently, but a client has one connection. */
function oneByOne(client: Client): Parameters<typeof introspect>[0] {
  let last: Promise<unknown> = Promise.resolve();
  return {
    query: (sql) => {
      const answer = last.then(() => client.query(sql));
      last = answer.catch(() => undefined); // the caller handles the rejection
      return answer;
    },
  };
}
