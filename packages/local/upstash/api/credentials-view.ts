import { restToken } from "../redis/rest/rest-token.ts";
import { builtInNames, type RedisUser } from "../redis/users/users.ts";
import type { DatabaseDocument } from "./database-document.ts";

/** The fields of the API's `Database` that `credentials=hide` leaves out. */
export function credentialsView(document: DatabaseDocument): Record<string, string> {
  return {
    password: document.password,
    rest_token: restToken({ username: builtInNames.standard, password: document.password }),
    read_only_rest_token: restToken({
      username: builtInNames.readOnly,
      password: document.readOnlyPassword,
    }),
  };
}

/** An ACL user as the local calls return it; `password` and `rest_token` are the newest. */
export function aclUserView(
  user: RedisUser,
  options: { credentials: boolean },
): Record<string, unknown> {
  const { username, enabled, rules } = user;
  const password = user.passwords.at(-1);
  const secrets =
    options.credentials && password !== undefined
      ? { password, rest_token: restToken({ username, password }) }
      : {};
  return { username, enabled, rules, ...secrets };
}
