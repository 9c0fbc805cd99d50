import { readCorpus } from "./corpus.ts";

export interface AttackSample {
  /** The kind of attack; `scanner` for URLs that scanners request on every host. */
  readonly kind: string;
  readonly text: string;
}

/** What attackers send, in plain form; `attackQueries` disguises it as they do. */
export const attackSamples: readonly AttackSample[] = readCorpus("attacks.txt").map((line) => {
  const [, kind = "", json = ""] = /^(\w+) (.*)$/.exec(line) ?? [];
  return { kind, text: JSON.parse(json) as string };
});

/** The samples of a kind. */
export function samplesOf(kind: string): string[] {
  return attackSamples.filter((sample) => sample.kind === kind).map(({ text }) => text);
}

const disguises: readonly ((text: string) => string)[] = [
  encodeURIComponent,
  (text) => encodeURIComponent(encodeURIComponent(text)),
  (text) =>
    encodeURIComponent(
      [...text]
        .map((character, index) => (index % 2 ? character.toUpperCase() : character.toLowerCase()))
        .join(""),
    ),
  (text) =>
    [...new TextEncoder().encode(text)]
      .map((byte) => `%${byte.toString(16).padStart(2, "0")}`)
      .join(""),
  (text) => new URLSearchParams({ x: text }).toString().slice(2),
];

/**
 * Every sample in every disguise, as the value of a query parameter; SQL also with comments in
 * place of blanks.
 */
export function attackQueries(kind: string): string[] {
  const samples = samplesOf(kind);
  const plain =
    kind === "sql"
      ? [...samples, ...samples.map((sample) => sample.replaceAll(" ", "/**/"))]
      : samples;
  return plain.flatMap((sample) => disguises.map((disguise) => `q=${disguise(sample)}`));
}
