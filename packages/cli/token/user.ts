import type { Client } from "pg";

/**
 * Creates the user in Supabase Auth's table unless it exists, and makes it an admin if requested.
 * An app's own per-user data (such as a profile) is created by its triggers.
 */
export async function ensureUser(client: Client, id: string, admin: boolean): Promise<void> {
  await client.query(
    `insert into auth.users (instance_id, id, aud, role, email, email_confirmed_at,
       raw_app_meta_data, raw_user_meta_data, created_at, updated_at)
     values ('00000000-0000-0000-0000-000000000000', $1::uuid, 'authenticated', 'authenticated',
       $1::uuid || '@users.example.test', now(), '{}', '{}', now(), now())
     on conflict (id) do nothing`,
    [id],
  );
  if (admin)
    await client.query(
      `insert into public.user_roles (user_id, role) values ($1, 'admin') on conflict do nothing`,
      [id],
    );
}
