import type { Api } from "../engine/api.ts";
import { pollUntil } from "../engine/poll.ts";
import { isList, isValues, type Value, type Values } from "../kit/values.ts";

/**
 * A property of `Settings`: a part of the Management API with its own calls. Paths are relative to
 * `/v1/projects/{ref}`.
 */
export interface Section {
  readonly property: string;
  read(api: Api, project: string): Promise<Value>;
  write(api: Api, project: string, wanted: Value): Promise<void>;
}

/** In order of application. */
export const sections: readonly Section[] = [
  plainSection("database", "/config/database/postgres", "PUT"),
  plainSection("api", "/postgrest", "PATCH"),
  plainSection("auth", "/config/auth", "PATCH"),
  plainSection("storage", "/config/storage", "PATCH"),
  {
    property: "network",
    read: async (api, project) => {
      const { config } = await api.call("GET", `${project}/network-restrictions`);
      const { dbAllowedCidrs, dbAllowedCidrsV6 } = isValues(config) ? config : {};
      return {
        restrictions: [
          ...(isList(dbAllowedCidrs) ? dbAllowedCidrs : []),
          ...(isList(dbAllowedCidrsV6) ? dbAllowedCidrsV6 : []),
        ],
      };
    },
    write: async (api, project, wanted) => {
      const { restrictions } = isValues(wanted) ? wanted : {};
      const cidrs = isList(restrictions) ? restrictions.map(String) : [];
      const body = {
        dbAllowedCidrs: cidrs.filter((cidr) => !cidr.includes(":")),
        dbAllowedCidrsV6: cidrs.filter((cidr) => cidr.includes(":")),
      };
      await api.call("POST", `${project}/network-restrictions/apply`, body);
    },
  },
  {
    property: "sslEnforcement",
    read: async (api, project) => enforced(await api.call("GET", `${project}/ssl-enforcement`)),
    write: async (api, project, wanted) => {
      await api.call("PUT", `${project}/ssl-enforcement`, {
        requestedConfig: { database: wanted },
      });
      await pollUntil("Supabase did not apply SSL enforcement", 5 * 60_000, async () => {
        const answer = await api.call("GET", `${project}/ssl-enforcement`);
        return answer.appliedSuccessfully === true && enforced(answer) === wanted
          ? answer
          : undefined;
      });
    },
  },
];

function plainSection(property: string, path: string, method: "PUT" | "PATCH"): Section {
  return {
    property,
    read: (api, project) => api.call("GET", project + path),
    write: async (api, project, wanted) => void (await api.call(method, project + path, wanted)),
  };
}

function enforced({ currentConfig }: Values): Value {
  return isValues(currentConfig) ? (currentConfig.database ?? null) : null;
}
