import type { SecretKind } from "./kinds.ts";

export interface SecretArgs<Name extends string, Kind, ForModules extends boolean = boolean> {
  /** Its name for `seaworthy rotate`: lower-case words with dashes. */
  readonly name: Name;
  /** Completes "It …", for reports and docs: `signs the app's tokens`. */
  readonly purpose: string;
  /** Where its values come from, and how a rotation replaces and tests them. */
  readonly kind: Kind;
  /** Who presents or accepts it, in terms that operators know. */
  readonly consumers: readonly string[];
  /** Its binding in the Worker. Omitted if the Worker does not have the value itself. */
  readonly binding?: string;
  /**
   * Whether the Worker accepts things with it and therefore needs both values during a rotation:
   * `<binding>_PREVIOUS`. Default true. False for a key that the Worker only presents.
   */
  readonly acceptsBoth?: boolean;
  /**
   * Whether only stacks have it in which a module lists its binding. When the last such module is
   * removed, the secret is deleted, and what it encrypted can no longer be read. Default false.
   * Operator-supplied secrets are never in other stacks, unless `seaworthy:secrets.thirdParty`
   * names them.
   */
  readonly forModules?: ForModules;
  /** Signs long-lived things, so it is replaced less often. Default false. */
  readonly signs?: boolean;
  /** Who is responsible for it. Defaults to the stack's `secrets.owner`. */
  readonly owner?: string;
  /** Age in days at which a rotation is due. Defaults to the stack's. */
  readonly everyDays?: number;
  /** The docs page about replacing it. Default `docs/secrets/rotation.md`. */
  readonly docs?: string;
}

export interface Secret<
  Name extends string = string,
  Kind extends SecretKind<never> = SecretKind<never>,
  ForModules extends boolean = boolean,
> extends Required<
      Pick<SecretArgs<Name, Kind, ForModules>, "acceptsBoth" | "signs" | "docs" | "forModules">
    >,
    Pick<SecretArgs<Name, Kind>, "name" | "purpose" | "consumers" | "kind">,
    Pick<SecretArgs<Name, Kind>, "owner" | "everyDays" | "binding"> {
  /** The environment variable in which an operator-supplied value reaches the engine. */
  readonly given?: string;
}

/**
 * Declares a secret. Its credential, bindings, generations, rotation and docs follow from this
 * entry.
 *
 * ```ts
 * defineSecret({
 *   name: "session", purpose: "signs sessions", binding: "SESSION_KEY",
 *   kind: workerKey({ bytes: 48 }), consumers: ["the Worker"],
 * })
 * ```
 */
export function defineSecret<
  const Name extends string,
  Kind extends SecretKind<never>,
  const ForModules extends boolean = false,
>(args: SecretArgs<Name, Kind, ForModules>): Secret<Name, Kind, ForModules> {
  const { acceptsBoth = true, signs = false, docs = "docs/secrets/rotation.md" } = args;
  const forModules = (args.forModules ?? false) as ForModules;
  const given =
    args.kind.provided && args.binding !== undefined
      ? { given: `SEAWORTHY_PROVIDED_${args.binding}` }
      : {};
  return { ...args, acceptsBoth, signs, docs, forModules, ...given };
}

/** The names of a secret's bindings; the one in use comes first. */
export function bindingsOfSecret({ binding, acceptsBoth }: Secret): string[] {
  if (binding === undefined) return [];
  return acceptsBoth ? [binding, `${binding}_PREVIOUS`] : [binding];
}
