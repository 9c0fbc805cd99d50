/** Constants of an expression: values beside them are the ones that decide. */
export interface Constants {
  readonly numbers: readonly number[];
  readonly texts: readonly string[];
}

/** Longer texts would make the query slow. */
const longest = 200_000;
const most = 48;

const texts = ["", " ", "a", "Z-9", "é\n", "0", "true", "%", "a".repeat(70_000)];
const instants = ["1970-01-01 00:00:01", "2001-09-09", "2026-11-21 11:10:56", "2999-01-01"];
const json = ["{}", "[]", "null", '"a"', "1", '{"a": {"b": [1, "c"]}}'];

/** Typical values of a type, as PostgreSQL reads them; one that is missing here is not sampled. */
const samples: readonly (readonly [type: RegExp, values: (constants: Constants) => string[]])[] = [
  [
    /^uuid$/,
    () => ["0d8f3a52-6f0e-4c6b-9a51-6b5f0b1f2c01", "f7a1c3d9-0b2e-4d58-8c64-e19b3a7d5f02"],
  ],
  [/^(text|character varying|character|"char"|(\w+\.)?citext|name|xml)$/, textsBeside],
  [/^smallint$/, (constants) => numbersBeside(constants, 2 ** 15)],
  [/^integer$/, (constants) => numbersBeside(constants, 2 ** 31)],
  [/^(bigint|numeric|real|double precision)$/, (constants) => numbersBeside(constants, 2 ** 53)],
  [/^boolean$/, () => ["true", "false"]],
  [/^(timestamp with(out)? time zone|date)$/, instantsBeside],
  [/^time with(out)? time zone$/, () => ["00:00:00", "12:30:00", "23:59:59"]],
  [/^interval$/, () => ["-1 day", "0", "1 second", "10 years"]],
  [/^jsonb?$/, (constants) => [...json, ...sized(constants).map((text) => `"${text}"`)]],
  [/^(inet|cidr)$/, () => ["192.0.2.1", "2001:db8::1"]],
  [/^bytea$/, () => ["", "\\x00ff"]],
  [/\[\]$/, () => ["{}"]],
];

function textsBeside(constants: Constants): string[] {
  const own = constants.texts.flatMap((text) => [text, `${text}x`]);
  return [...texts, ...sized(constants), ...own];
}

/** Texts just beside each length that the expression names. */
const sized = ({ numbers }: Constants): string[] =>
  numbers
    .flatMap((length) => [length - 1, length, length + 1])
    .filter((length) => Number.isInteger(length) && length > 1 && length < longest)
    .map((length) => "b".repeat(length));

function numbersBeside({ numbers, texts: written }: Constants, limit: number): string[] {
  const all = [...numbers, ...written.map(Number).filter(Number.isFinite)];
  const beside = all.flatMap((one) => [one - 1, one, one + 1]);
  return [-1, 0, 1, 2, 30_000, ...beside].filter((one) => Math.abs(one) < limit).map(String);
}

/** A comparison with the beginning of time is no condition. */
function instantsBeside({ texts: written }: Constants): string[] {
  const named = written
    .map((text) => Date.parse(text))
    .filter((at) => at > Date.parse("1971-01-01") && at < Date.parse("2900-01-01"));
  const day = 86_400_000;
  return [
    ...instants,
    ...named.flatMap((at) => [at - day, at + day]).map((at) => new Date(at).toISOString()),
  ];
}

/** Columns that the database fills in: they are in the past, and not before the product existed. */
const noted = /^(created|inserted|updated)(_(at|on|date|time)|At|On)?$/;

/** The values to try for a column; undefined for a type of the team's own. */
export function sampleValues(
  type: string,
  constants: Constants,
  column = "",
): readonly string[] | undefined {
  if (noted.test(column) && /^(timestamp|date)/.test(type)) return notedInstants(constants);
  const [, values] = samples.find(([form]) => form.test(type)) ?? [];
  if (values === undefined) return undefined;
  return [...new Set(values(constants))].slice(0, most);
}

const notedInstants = (constants: Constants): string[] =>
  instantsBeside(constants).filter((at) => at > "2015" && at < "2999");

/** The constants of an expression's nodes. */
export function constantsIn(node: unknown): Constants {
  const found = { numbers: [] as number[], texts: [] as string[] };
  collect(node, found);
  return found;
}

function collect(node: unknown, found: { numbers: number[]; texts: string[] }): void {
  if (Array.isArray(node)) for (const one of node) collect(one, found);
  else if (typeof node === "object" && node !== null)
    for (const [key, value] of Object.entries(node)) {
      if (key === "A_Const") add(value, found);
      else collect(value, found);
    }
}

function add(constant: unknown, found: { numbers: number[]; texts: string[] }): void {
  const { ival, fval, sval } = constant as Record<string, Record<string, unknown> | undefined>;
  if (ival !== undefined) found.numbers.push(Number(ival.ival ?? 0));
  if (fval !== undefined) found.numbers.push(Number(fval.fval));
  if (sval !== undefined) found.texts.push(String(sval.sval ?? ""));
}

/** The constants in the text of a function. */
export const constantsOf = (body: string): Constants => ({
  numbers: (body.match(/(?<![\w.])\d+(?![\w.])/g) ?? []).map(Number),
  texts: [...body.matchAll(/'([^']*)'/g)].map(([, text = ""]) => text),
});
