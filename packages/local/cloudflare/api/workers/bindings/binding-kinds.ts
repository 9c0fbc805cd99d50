import { z } from "zod";
import type { BindingState } from "../../../edge/state.ts";
import type {
  BindingDocument,
  Documents,
  HyperdriveOrigin,
  NamespaceDocument,
} from "../../documents.ts";
import { Refusal } from "../../envelope.ts";

/** One kind of Worker version binding, named as in the upload API. */
interface BindingKind {
  readonly schema: z.ZodType<Record<string, unknown>>;
  /** Fields that responses leave out. */
  readonly secret?: readonly string[];
  /**
   * What the edge needs; undefined when the binding refers to something that does not exist (any
   * more).
   */
  resolve(binding: BindingDocument, scope: BindingScope): BindingState | undefined;
  /** The error for a new version whose binding refers to something that does not exist. */
  dangling?(binding: BindingDocument): Refusal;
}

export interface BindingScope {
  readonly documents: Documents;
  /** Classes as they will be after the version's migrations. */
  readonly namespaces: readonly NamespaceDocument[];
}

const name = z.string().regex(/^[A-Za-z_$][\w$]*$/, "must be a JavaScript identifier");
const kind = <Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) =>
  z.strictObject({ type: z.literal(type), name, ...shape });

export const bindingKinds: Readonly<Record<string, BindingKind>> = {
  plain_text: {
    schema: kind("plain_text", { text: z.string() }),
    resolve: (binding) => ({ kind: "value", name: binding.name, value: binding.text }),
  },
  secret_text: {
    schema: kind("secret_text", { text: z.string() }),
    secret: ["text"],
    resolve: (binding) => ({ kind: "value", name: binding.name, value: binding.text }),
  },
  json: {
    schema: kind("json", { json: z.json() }),
    resolve: (binding) => ({ kind: "value", name: binding.name, value: parsedJson(binding.json) }),
  },
  version_metadata: {
    schema: kind("version_metadata", {}),
    resolve: (binding) => ({ kind: "version_metadata", name: binding.name }),
  },
  hyperdrive: {
    schema: kind("hyperdrive", { id: z.string() }),
    resolve: (binding, { documents }) => {
      const config = documents.hyperdrives.get(String(binding.id));
      return (
        config && {
          kind: "hyperdrive",
          name: binding.name,
          connectionString: connectionString(config.origin),
          connectionLimit: config.origin_connection_limit,
        }
      );
    },
    dangling: (binding) =>
      new Refusal(400, {
        code: 10021,
        message: `Hyperdrive config ${String(binding.id)} of binding ${binding.name} does not exist.`,
      }),
  },
  queue: {
    schema: kind("queue", { queue_name: z.string() }),
    resolve: (binding, { documents }) => {
      const found = documents.queues.list().find((queue) => queue.name === binding.queue_name);
      return found && { kind: "queue", name: binding.name, queueId: found.id };
    },
    dangling: (binding) =>
      new Refusal(400, {
        code: 10021,
        message: `Queue ${String(binding.queue_name)} of binding ${binding.name} does not exist.`,
      }),
  },
  durable_object_namespace: {
    schema: kind("durable_object_namespace", {
      class_name: z.string().optional(),
      namespace_id: z.string().optional(),
    }),
    resolve: (binding, { namespaces }) => {
      const found = namespaces.find(
        ({ id, class: className }) =>
          className === binding.class_name || id === binding.namespace_id,
      );
      return found && { kind: "durable_object", name: binding.name, className: found.class };
    },
    dangling: (binding) => unknownClass(String(binding.class_name ?? binding.namespace_id)),
  },
};

/** Binding types that Cloudflare has and the local cloud does not; rejected by name. */
export const unsupportedBindingTypes: readonly string[] = [
  "ai",
  "analytics_engine",
  "assets",
  "browser",
  "d1",
  "dispatch_namespace",
  "images",
  "kv_namespace",
  "mtls_certificate",
  "pipelines",
  "r2_bucket",
  "ratelimit",
  "secret_key",
  "secrets_store_secret",
  "send_email",
  "service",
  "vectorize",
  "wasm_module",
  "workflow",
];

/** Validates one binding of a body; the index is for the error's pointer. */
export function checkBinding(
  binding: { type: string; name: string },
  index: number,
): BindingDocument {
  const found = bindingKinds[binding.type];
  const pointer = `/bindings/${index}`;
  if (!found && unsupportedBindingTypes.includes(binding.type)) {
    throw new Refusal(501, {
      code: 10021,
      message: `Bindings of type ${binding.type} are not implemented by the local cloud.`,
      pointer: `${pointer}/type`,
    });
  }
  if (!found)
    throw new Refusal(400, {
      code: 10021,
      message: `Binding ${binding.name} has the unknown type ${binding.type}.`,
      pointer: `${pointer}/type`,
    });
  const parsed = found.schema.safeParse(binding);
  if (parsed.success) return parsed.data as BindingDocument;
  const first = parsed.error.issues[0];
  throw new Refusal(400, {
    code: 10021,
    message:
      `Binding ${binding.name}: ${first?.path.join(".") ?? ""} ${first?.message ?? "is invalid"}`.replace(
        /\s+/g,
        " ",
      ),
    pointer,
  });
}

/**
 * The version's bindings as the edge needs them. Bindings whose target has been deleted since are
 * left out.
 */
export function resolveBindings(
  bindings: readonly BindingDocument[],
  scope: BindingScope,
): BindingState[] {
  return bindings.flatMap((binding) => bindingKinds[binding.type]?.resolve(binding, scope) ?? []);
}

/** Rejects a new version that binds something that does not exist. */
export function requireTargets(bindings: readonly BindingDocument[], scope: BindingScope): void {
  for (const binding of bindings) {
    const kind = bindingKinds[binding.type];
    if (kind?.dangling && !kind.resolve(binding, scope)) throw kind.dangling(binding);
  }
}

/** The binding as responses show it: without secrets. */
export function shownBinding(binding: BindingDocument): Record<string, unknown> {
  const secret = bindingKinds[binding.type]?.secret ?? [];
  return Object.fromEntries(Object.entries(binding).filter(([key]) => !secret.includes(key)));
}

function unknownClass(className: string): Refusal {
  const message = `Cannot create binding for class '${className}' because it is not currently configured to implement Durable Objects. Ensure a new_sqlite_classes migration has been applied to it.`;
  return new Refusal(400, { code: 10061, message });
}

/** The Terraform provider sends the value as JSON text, the TypeScript client as a JSON value. */
function parsedJson(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return value; // a JSON string that was sent as a value
  }
}

function connectionString(origin: HyperdriveOrigin): string {
  const scheme = origin.scheme === "postgresql" ? "postgres" : origin.scheme;
  const [user, password, database] = [origin.user, origin.password, origin.database].map(
    encodeURIComponent,
  );
  return `${scheme}://${user}:${password}@${origin.host}:${origin.port}/${database}`;
}
