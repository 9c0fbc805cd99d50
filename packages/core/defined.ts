type Missing<T> = { [Key in keyof T]-?: undefined extends T[Key] ? Key : never }[keyof T];

/** Fields that may be undefined become optional ones. */
export type Defined<T> = string extends keyof T
  ? Record<string, Exclude<T[keyof T], undefined>>
  : { [Key in Exclude<keyof T, Missing<T>>]: T[Key] } & {
      [Key in Missing<T>]?: Exclude<T[Key], undefined>;
    };

/**
 * The object without undefined fields.
 *
 * ```ts
 * const request = { url, ...defined({ body, timeoutMs }) };
 * ```
 */
export function defined<T extends object>(fields: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Defined<T>;
}
