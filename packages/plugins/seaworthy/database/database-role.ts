import type { Remote, ResourceType } from "../../engine/resource-type.ts";
import { isList, type Values } from "../../kit/values.ts";
import type { Backend } from "../backend.ts";
import { databaseRoleShape } from "../shapes/role.ts";
import { withDatabase } from "./access.ts";
import { dropRole, ensureRole, type RoleState, readRole } from "./role-sql.ts";

/**
 * A PostgreSQL role, which can log in by default. An existing role with the name is adopted; a
 * dropped one leaves its objects to the admin.
 */
export const databaseRole: ResourceType<Backend> = {
  token: "seaworthy:index:DatabaseRole",
  shape: databaseRoleShape,
  naturalKey: ["host", "database", "name"],
  importId: "host/database/adminUser/id",
  prepare: (inputs) => ({
    inputs,
    failures:
      inputs.login === true && (inputs.password ?? null) === null
        ? [
            {
              property: "password",
              reason: "INPUT_INVALID: is missing; a role that logs in needs one.",
            },
          ]
        : [],
  }),
  calls: {
    find: async () => undefined,
    create: (_backend, inputs) => save(inputs),
    read: async (_backend, id, known) => {
      const role = await withDatabase(known, (client) => readRole(client, id));
      return role && remote(role, known);
    },
    update: (_backend, _id, inputs) => save(inputs),
    delete: (_backend, id, known) => withDatabase(known, (client) => dropRole(client, id)),
  },
};

function save(inputs: Values): Promise<Remote> {
  return withDatabase(inputs, async (client) => {
    const role = await ensureRole(client, inputs);
    return remote(role, inputs);
  });
}

function remote(
  { name, login, memberOf, settings, connectionLimit }: RoleState,
  known: Values,
): Remote {
  const { host, database, adminUser } = known;
  const values = {
    host: host ?? null,
    database: database ?? null,
    adminUser: adminUser ?? null,
    name,
    login,
    settings,
    connectionLimit,
  };
  return { id: name, values: { ...values, memberOf: inOrderOf(known, memberOf) } };
}

/** The server sorts; the program's order is kept for the same roles. */
function inOrderOf(known: Values, memberOf: readonly string[]): readonly string[] {
  const declared = isList(known.memberOf) ? known.memberOf.map(String) : [];
  return [
    ...declared.filter((group) => memberOf.includes(group)),
    ...memberOf.filter((group) => !declared.includes(group)),
  ];
}
