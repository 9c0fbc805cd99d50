import { type Api, orGone } from "../engine/api.ts";
import { fill } from "../engine/collection.ts";
import type { Remote, ResourceType } from "../engine/resource-type.ts";
import {
  boolean,
  camelCased,
  computed,
  list,
  number,
  output,
  type Shape,
  string,
} from "../engine/shape.ts";
import { fromWire, toWire } from "../engine/wire.ts";
import { isList, isValues, type Values } from "../kit/values.ts";

const shape: Shape = camelCased({
  organization: string({ mode: "required", elsewhere: true }),
  teams: list(string(), { mode: "required", elsewhere: true }),
  name: string({ mode: "computed", autoname: true }),
  slug: string({ mode: "computed" }),
  platform: string(),
  resolveAge: number(computed),
  digestsMinDelay: number(computed),
  digestsMaxDelay: number(computed),
  defaultKey: boolean({ elsewhere: true, writeOnly: true }),
  defaultRules: boolean({ elsewhere: true, writeOnly: true }),
  features: list(string(), output),
  internalId: string({ mode: "output", wire: "id" }),
});

const path = "/0/projects/{organization}/{id}/";

function remote(answer: Values, organization: Values[string]): Remote {
  const teams = isList(answer.teams)
    ? answer.teams.filter(isValues).map(({ slug }) => slug ?? null)
    : [];
  const { teams: _, ...rest } = answer;
  return { id: String(answer.slug), values: { ...fromWire(shape, rest), organization, teams } };
}

async function read(api: Api, id: string, known: Values): Promise<Remote | undefined> {
  const answer = await api.find("GET", fill(path, { ...known, id }));
  return answer && remote(answer, known.organization ?? null);
}

/** A project; its id is its slug. The first team creates it, the others are added. */
export const project: ResourceType = {
  token: "sentry:index/project:Project",
  shape,
  naturalKey: ["organization", "slug", "name"],
  importId: "organization/id",
  calls: {
    find: async (api, inputs) => {
      if (typeof inputs.slug === "string") return read(api, inputs.slug, inputs);
      const projects = await api.list(fill("/0/organizations/{organization}/projects/", inputs));
      const found = projects.find(({ name }) => name === inputs.name);
      return found && read(api, String(found.slug), inputs);
    },
    create: async (api, inputs) => {
      const [team] = isList(inputs.teams) ? inputs.teams : [];
      const { name, slug, platform } = toWire(shape, inputs);
      const body = {
        name: name ?? null,
        slug: slug ?? null,
        platform: platform ?? null,
        default_rules: inputs.defaultRules ?? null,
      };
      const made = await api.call(
        "POST",
        fill("/0/teams/{organization}/{team}/projects/", { ...inputs, team: team ?? null }),
        body,
      );
      return sync(api, String(made.slug), inputs);
    },
    read,
    update: sync,
    delete: async (api, id, known) =>
      void (await orGone(api.call("DELETE", fill(path, { ...known, id })))),
  },
};

/** Brings settings, teams and keys to the desired state; also completes an interrupted create. */
async function sync(api: Api, id: string, inputs: Values): Promise<Remote> {
  const at = { ...inputs, id };
  const answer = await api.call("PUT", fill(path, at), toWire(shape, inputs));
  await syncTeams(api, at, answer);
  if (inputs.defaultKey === false) await removeDefaultKey(api, at);
  return remote(await api.call("GET", fill(path, at)), inputs.organization ?? null);
}

async function syncTeams(api: Api, at: Values, live: Values): Promise<void> {
  const wanted = isList(at.teams) ? at.teams.map(String) : [];
  const present = isList(live.teams)
    ? live.teams.filter(isValues).map(({ slug }) => String(slug))
    : [];
  for (const team of wanted.filter((slug) => !present.includes(slug)))
    await api.call("POST", fill(`${path}teams/{team}/`, { ...at, team }));
  for (const team of present.filter((slug) => !wanted.includes(slug)))
    await orGone(api.call("DELETE", fill(`${path}teams/{team}/`, { ...at, team })));
}

/** The key with this name that Sentry creates with every project. */
async function removeDefaultKey(api: Api, at: Values): Promise<void> {
  const keys = await api.list(fill(`${path}keys/`, at));
  for (const key of keys.filter(({ name }) => name === "Default"))
    await orGone(api.call("DELETE", fill(`${path}keys/{key}/`, { ...at, key: key.id ?? null })));
}
