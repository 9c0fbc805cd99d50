import { SeaworthyError } from "@seaworthy/core/errors";
import { type Binding, inherited, type WorkerVersion } from "../worker/versions.ts";

/** Text bindings that belong to the secrets rather than the code; the platform reads them. */
const ofSecrets: ReadonlySet<string> = new Set(["GENERATIONS", "ROTATED"]);
/** Bindings that an upload can contain in full, because they are not secret. */
const selfContained: ReadonlySet<string> = new Set(["plain_text", "json", "version_metadata"]);

/**
 * Bindings for old code with current secrets: settings as the old version had them; secrets and
 * resources from the deployed version. Throws ROLLBACK_REFUSED for one that no longer exists.
 */
export function rejoinedBindings(old: WorkerVersion, current: WorkerVersion): Binding[] {
  const now = new Set(current.bindings.map(({ name }) => name));
  const own = ({ name, type }: Binding) => selfContained.has(type) && !ofSecrets.has(name);
  const gone = old.bindings.filter((binding) => !own(binding) && !now.has(binding.name));
  if (gone.length > 0)
    throw new SeaworthyError(
      "ROLLBACK_REFUSED",
      `Version ${old.id} uses ${gone.map(({ name }) => name).join(", ")}, which the stack does not have any more. Deploy the code of that version's commit instead: npx seaworthy up. Nothing was changed.`,
    );
  const kept = old.bindings.map((binding) =>
    own(binding) ? binding : inherited(current, binding.name),
  );
  const had = new Set(old.bindings.map(({ name }) => name));
  // The current GENERATIONS and ROTATED name these secrets, so they must be bound too.
  const secrets = current.bindings.filter(
    ({ name, type }) => !had.has(name) && (type === "secret_text" || ofSecrets.has(name)),
  );
  return [...kept, ...secrets.map(({ name }) => inherited(current, name))];
}

/** Names of the secrets replaced after the version was created. */
export function replacedSince(old: WorkerVersion, current: WorkerVersion): string[] {
  const [then, now] = [generationsOf(old), generationsOf(current)];
  return Object.keys(now).filter((name) => name in then && then[name] !== now[name]);
}

function generationsOf({ bindings }: WorkerVersion): Readonly<Record<string, unknown>> {
  const text = bindings.find(({ name }) => name === "GENERATIONS")?.text;
  return typeof text === "string" ? (JSON.parse(text) as Record<string, unknown>) : {};
}
