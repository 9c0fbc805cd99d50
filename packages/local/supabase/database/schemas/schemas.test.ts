import { readFileSync } from "node:fs";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestCloud, type TestCloud } from "../../../testing.ts";
import { type Database, openDatabase } from "../database.ts";
import { lackingExtensions, withoutPostgres17 } from "../extensions/lacking.ts";

const passwords = {
  postgres: "postgres-password",
  superuser: "superuser-password",
  readOnly: "readonly-password",
  poolerLookup: "lookup-password",
  poolerAdmin: "admin-password",
  poolerStats: "stats-password",
};

let cloud: TestCloud;
let database: Database;
let sql: postgres.Sql;
const warnings: string[] = [];

beforeAll(async () => {
  cloud = await startTestCloud({ vendors: [] });
  const ref = "seaworthyschemastest";
  database = await openDatabase(cloud.context, ref, passwords);
  await database.start({
    ref,
    passwords,
    settings: {},
    pooler: { mode: "transaction", size: 5, isTlsRequired: false },
  });
  sql = postgres({
    host: "127.0.0.1",
    port: database.ports.direct,
    user: "postgres",
    password: passwords.postgres,
    database: "postgres",
    max: 1,
    prepare: false,
    fetch_types: false,
    onnotice: ({ severity, message }) => {
      if (severity === "WARNING") warnings.push(String(message));
    },
  });
});

afterAll(async () => {
  await sql?.end();
  await database?.stop();
  await cloud.close();
});

/** Runs it as another role and rolls back. */
async function asRole(role: string, text: string): Promise<unknown> {
  let rows: unknown;
  const undo = new Error("undo");
  await sql
    .begin(async (transaction) => {
      await transaction.unsafe(`set local role ${role}`);
      rows = [...(await transaction.unsafe(text))];
      throw undo;
    })
    .catch((thrown: unknown) => {
      if (thrown !== undo) throw thrown;
    });
  return rows;
}

it("has the tables and columns that Supabase Auth's and Storage's migrations create", async () => {
  const { tables } = JSON.parse(
    readFileSync(new URL("fixtures/vendor-columns.json", import.meta.url), "utf8"),
  );
  const rows = await sql`
    select c.oid::regclass::text as name,
      json_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
        || case when a.attnotnull then ' not null' else '' end
        || case when a.attgenerated <> '' then ' generated' else '' end order by a.attname) as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace in ('auth'::regnamespace, 'storage'::regnamespace) and c.relkind = 'r'
    group by 1 order by 1`;
  expect(Object.fromEntries(rows.map(({ name, columns }) => [name, columns]))).toEqual(tables);
});

describe("a public seed or migration", () => {
  it("seeds users with every column and an identity", async () => {
    await sql.unsafe(`
      insert into auth.users (instance_id, id, aud, role, email, encrypted_password, email_confirmed_at, invited_at,
        confirmation_token, confirmation_sent_at, recovery_token, recovery_sent_at, email_change_token_new, email_change,
        email_change_sent_at, last_sign_in_at, raw_app_meta_data, raw_user_meta_data, is_super_admin, created_at, updated_at,
        phone, phone_confirmed_at, phone_change, phone_change_token, phone_change_sent_at, email_change_token_current,
        email_change_confirm_status, banned_until, reauthentication_token, reauthentication_sent_at)
      values ('00000000-0000-0000-0000-000000000000', '11111111-1111-4111-8111-111111111111', 'authenticated', 'authenticated',
        'a@example.com', crypt('password', gen_salt('bf')), now(), null, '', null, '', null, '', '', null, now(),
        '{"provider":"email","providers":["email"]}', '{}', null, now(), now(), null, null, '', '', null, '', 0, null, '', null);
      insert into auth.identities (id, user_id, provider_id, identity_data, provider, last_sign_in_at, created_at, updated_at)
      values (gen_random_uuid(), '11111111-1111-4111-8111-111111111111', '11111111-1111-4111-8111-111111111111',
        '{"sub":"11111111-1111-4111-8111-111111111111","email":"A@example.com"}', 'email', now(), now(), now());
    `);
    expect([
      ...(await sql`select u.confirmed_at is not null as confirmed, i.email from auth.users u join auth.identities i on i.user_id = u.id`),
    ]).toEqual([{ confirmed: true, email: "a@example.com" }]);
  });

  it("creates a bucket, policies on its objects and a trigger on auth.users", async () => {
    await sql.unsafe(`
      insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types)
        values ('avatars', 'avatars', true, 1024, array['image/png']) on conflict (id) do nothing;
      create policy "own avatar" on storage.objects for insert to authenticated
        with check (bucket_id = 'avatars' and (select auth.uid())::text = (storage.foldername(name))[1]);
      create policy "listen" on realtime.messages for select to authenticated using (realtime.topic() = 'room');
      create function public.handle_new_user() returns trigger language plpgsql security definer set search_path = '' as
        'begin return new; end';
      drop trigger if exists on_auth_user_created on auth.users;
      create trigger on_auth_user_created after insert on auth.users for each row execute function public.handle_new_user();
      drop policy if exists "listen" on realtime.messages;
    `);
    const insert = (user: string) =>
      asRole(
        "authenticated",
        `select set_config('request.jwt.claims', '{"sub":"${user}"}', true);
         insert into storage.objects (bucket_id, name) values ('avatars', '11111111-1111-4111-8111-111111111111/a.png')`,
      );
    await insert("11111111-1111-4111-8111-111111111111");
    await expect(insert("22222222-2222-4222-8222-222222222222")).rejects.toThrow(/row-level/);
    await expect(sql`delete from storage.objects`).rejects.toThrow(/Use the Storage API/);
  });

  it("keeps secrets in the vault, unreadable in the table", async () => {
    await sql`select vault.create_secret('s3cret', 'api', 'for calls')`;
    await sql`select vault.update_secret((select id from vault.secrets where name = 'api'), 'changed')`;
    expect([
      ...(await sql`select name, decrypted_secret, secret like '%changed%' as plain from vault.decrypted_secrets`),
    ]).toEqual([{ name: "api", decrypted_secret: "changed", plain: false }]);
    await expect(asRole("anon", "select * from vault.decrypted_secrets")).rejects.toThrow(
      /permission denied/,
    );
    await expect(asRole("service_role", "select * from vault._key")).rejects.toThrow(
      /permission denied/,
    );
  });

  it("starts with what a project's dump starts with", async () => {
    await sql.unsafe(`
      create extension if not exists "pg_graphql" with schema "graphql";
      create extension if not exists "pg_stat_statements" with schema "extensions";
      create extension if not exists "pgcrypto" with schema "extensions";
      create extension if not exists "supabase_vault" with schema "vault";
      create extension if not exists "uuid-ossp" with schema "extensions";
      grant usage on schema graphql_public to anon;
    `);
  });

  it("schedules jobs and sends requests, which are stored, after a warning", async () => {
    await sql.unsafe(`
      create extension if not exists pg_cron with schema pg_catalog;
      create extension if not exists pg_net with schema extensions;
      grant usage on schema cron to postgres;
      grant all privileges on all tables in schema cron to postgres;
      select cron.schedule('nightly', '0 3 * * *', $$select 1$$), cron.schedule('30 seconds', 'select 2');
      select cron.schedule('nightly', '*/5 1-3,7 * * mon-fri', $$select 3$$);
      select net.http_post('https://example.com/hook', '{"a":1}', '{"q":"a b"}');
    `);
    expect(warnings).toEqual([
      "pg_cron: the local database keeps jobs and never runs them.",
      "pg_net: the local database queues requests and never sends them.",
    ]);
    expect([
      ...(await sql`select jobname, schedule, command, username from cron.job order by jobid`),
    ]).toEqual([
      {
        jobname: "nightly",
        schedule: "*/5 1-3,7 * * mon-fri",
        command: "select 3",
        username: "postgres",
      },
      { jobname: null, schedule: "30 seconds", command: "select 2", username: "postgres" },
    ]);
    expect([...(await sql`select method, url from net.http_request_queue`)]).toEqual([
      { method: "POST", url: "https://example.com/hook?q=a%20b" },
    ]);
    await expect(sql`select cron.schedule('x', 'every day', 'select 1')`).rejects.toThrow(
      "invalid schedule: every day",
    );
    await expect(sql`select cron.unschedule('absent')`).rejects.toThrow("could not find valid");
    await sql`select cron.unschedule('nightly')`;
  });

  it("broadcasts from a trigger into realtime.messages", async () => {
    await sql.unsafe(`
      create table public.rooms (id int primary key);
      create function public.tell() returns trigger language plpgsql security definer as $$
      begin
        perform realtime.broadcast_changes('room', tg_op, tg_op, tg_table_name, tg_table_schema, new, old);
        return null;
      end $$;
      create trigger tell after insert on public.rooms for each row execute function public.tell();
      insert into public.rooms values (7);
    `);
    expect([
      ...(await sql`select topic, event, payload -> 'record' ->> 'id' as id from realtime.messages`),
    ]).toEqual([{ topic: "room", event: "INSERT", id: "7" }]);
  });
});

describe("Supabase's own schemas", () => {
  it.each([
    ["create table auth.mine (id int)", "permission denied for schema auth"],
    ["create function storage.mine() returns int language sql as 'select 1'", "permission denied"],
    ["alter table storage.objects enable row level security", "must be owner of table"],
    ["alter table auth.users add column mine text", "must be owner of table auth.users"],
    ["create index on auth.users (phone)", "must be owner of index"],
    ["drop table auth.sessions cascade", "must be owner of table"],
    ["drop schema storage cascade", "must be owner of"],
    ["alter schema auth owner to postgres", "must be owner of schema auth"],
    ["alter schema auth rename to mine", "must be owner of schema"],
    ["alter table auth.users set schema public", "must be owner of table"],
    ["alter function auth.uid() set schema public", "must be owner of function"],
    ["alter type auth.factor_type set schema public", "must be owner of type"],
    ["drop owned by supabase_storage_admin cascade", "must be owner of"],
    ["drop role authenticator", "cannot be dropped"],
    ["reassign owned by supabase_auth_admin to postgres", "permission denied for schema"],
    ["reassign owned by supabase_storage_admin to postgres", "permission denied for schema"],
    ["reassign owned by supabase_realtime_admin to current_user", "permission denied for schema"],
    ["reassign owned by supabase_functions_admin to postgres", "permission denied to reassign"],
    ["reassign owned by supabase_admin to postgres", "permission denied to reassign"],
    ["alter table realtime.messages disable row level security", "must be owner of table"],
    ["set role supabase_storage_admin", "permission denied to set role"],
    ["insert into cron.job (schedule, command) values ('* * * * *', '')", "permission denied"],
  ])("cannot be changed by postgres: %s", async (statement, message) => {
    await expect(sql.unsafe(statement)).rejects.toThrow(message);
  });
});

// https://github.com/supabase/postgres, ansible/files/postgresql_config/conf.d/supautils.conf
describe("what supautils and the grants of extensions let postgres do", () => {
  it.each([
    "set log_statement = 'none'",
    "set log_min_duration_statement = 100",
    "alter role authenticated set log_statement = 'all'",
    "alter database postgres set pgaudit.log = 'write'",
    "alter role postgres set safeupdate.enabled = on",
    "alter role anon set auto_explain.log_min_duration = 10",
    "select extensions.pg_stat_statements_reset()",
  ])("%s", async (statement) => {
    await asRole("postgres", statement);
  });

  it.each([
    "set log_error_verbosity = 'verbose'",
    "alter database postgres set app.secret = 'x'",
    "alter role anon set zero_damaged_pages = on",
  ])("%s: no more", async (statement) => {
    await expect(asRole("postgres", statement)).rejects.toThrow("permission denied to set param");
  });
});

describe("an extension that is not on this machine", () => {
  it.each(lackingExtensions)("%s is refused with one sentence", async (name) => {
    await expect(sql.unsafe(`create extension if not exists "${name}"`)).rejects.toThrow(
      `The local database does not have the extension "${name}", which Supabase has`,
    );
  });

  it.each(withoutPostgres17)("%s says that Supabase discontinued it", async (name) => {
    await expect(sql.unsafe(`create extension "${name}"`)).rejects.toThrow(
      `Supabase does not have the extension "${name}" for PostgreSQL 17`,
    );
  });
});
