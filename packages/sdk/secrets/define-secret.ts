import type { SecretKind } from "./kinds.ts";

export interface SecretArgs<Name extends string, Kind> {
  /** By which `seaworthy rotate` knows it: lower-case words with dashes. */
  readonly name: Name;
  /** Completes "It …", for reports and docs: `signs the app's tokens`. */
  readonly purpose: string;
  /** Who makes its values, and how a rotation replaces and proves them. */
  readonly kind: Kind;
  /** Who presents or accepts it, as a person knows them. */
  readonly consumers: readonly string[];
  /** What the Worker has it as. Left out where the Worker does not have the value itself. */
  readonly binding?: string;
  /**
   * Whether the Worker accepts things with it, so that it needs both values while a rotation runs:
   * `<binding>_PREVIOUS`. Default true. False for a key that the Worker only presents.
   */
  readonly acceptsBoth?: boolean;
  /** Signs what people keep, so it is replaced less often. Default false. */
  readonly signs?: boolean;
  /** Who is responsible for it. Default the stack's `secrets.owner`. */
  readonly owner?: string;
  /** Age in days at which it is due. Default the stack's. */
  readonly everyDays?: number;
  /** The page that says how it is replaced. Default `docs/rotation.md`. */
  readonly docs?: string;
}

export interface Secret<
  Name extends string = string,
  Kind extends SecretKind<never> = SecretKind<never>,
> extends Required<Pick<SecretArgs<Name, Kind>, "acceptsBoth" | "signs" | "docs">>,
    Pick<SecretArgs<Name, Kind>, "name" | "purpose" | "consumers" | "kind">,
    Pick<SecretArgs<Name, Kind>, "owner" | "everyDays" | "binding"> {
  /** The environment variable in which a person's value reaches the engine. */
  readonly given?: string;
}

/**
 * Declares a secret. Its credential, its bindings, its generations, its rotation and its docs
 * follow from this one entry.
 *
 * ```ts
 * defineSecret({
 *   name: "session", purpose: "signs sessions", binding: "SESSION_KEY",
 *   kind: workerKey({ bytes: 48 }), consumers: ["the Worker"],
 * })
 * ```
 */
export function defineSecret<const Name extends string, Kind extends SecretKind<never>>(
  args: SecretArgs<Name, Kind>,
): Secret<Name, Kind> {
  const { acceptsBoth = true, signs = false, docs = "docs/rotation.md" } = args;
  const given =
    args.kind.provided && args.binding !== undefined
      ? { given: `SEAWORTHY_PROVIDED_${args.binding}` }
      : {};
  return { ...args, acceptsBoth, signs, docs, ...given };
}

/** The names of the bindings that a secret has, that in use first. */
export function bindingsOfSecret({ binding, acceptsBoth }: Secret): string[] {
  if (binding === undefined) return [];
  return acceptsBoth ? [binding, `${binding}_PREVIOUS`] : [binding];
}
