/** Turns texts into vectors: texts with a similar meaning get similar ones. */
export interface Embedder {
  /** Vectors of different models cannot be compared. */
  readonly model: string;
  /** Texts of one call. */
  readonly mostTexts: number;
  /** One vector per text, in their order. */
  embed(texts: readonly string[]): Promise<readonly (readonly number[])[]>;
}
