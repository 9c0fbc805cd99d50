import type { Tenancy } from "../../../../testing/tenancy/tenancy.ts";

export const tenancy: Tenancy = {
  rows: (owner) => ({
    tables: {
      insert: `insert into tables (id, name, columns, created_by) values ('${owner}', 'a secret', '[]', '${owner}')`,
      owned: `id = '${owner}'`,
    },
    table_members: {
      insert: `insert into table_members (table_id, user_id, role) values ('${owner}', '${owner}', 'owner')`,
      owned: `user_id = '${owner}'`,
    },
    table_rows: {
      insert: `insert into table_rows (table_id, row_id, seq, data) values ('${owner}', '${owner}', 1, '{"secret": true}')`,
      owned: `table_id = '${owner}'`,
    },
  }),
  // A schema can hide columns from members, so rows come only through the app.
  readable: { tables: 1, table_rows: 0 },
};
