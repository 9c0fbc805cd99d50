import { html } from "hono/html";
import type { Schema } from "./api-document.ts";

export type Html = ReturnType<typeof html>;

/** Text from the document, in which backticks mark code. */
export function described(text: string): Html {
  return html`${text.split("`").map((part, index) => (index % 2 === 0 ? part : html`<code>${part}</code>`))}`;
}

export const schemaAnchor = (name: string): string => `schema-${name}`;

/** A short description of a schema: `integer, 1 to 100, default 20`; a named one as a link. */
export function schemaInWords(schema: Schema): Html {
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (schema.$ref !== undefined) return link(schema.$ref.split("/").at(-1) ?? "");
  if (alternatives) return joined(alternatives.map(schemaInWords), " or ");
  if (schema.allOf) return joined(schema.allOf.map(schemaInWords), " and ");
  if (schema.items)
    return html`list of ${schemaInWords(schema.items)}${schema.maxItems === undefined ? "" : `, at most ${schema.maxItems}`}`;
  const values =
    typeof schema.additionalProperties === "object" ? schema.additionalProperties : undefined;
  if (values) return html`object of ${schemaInWords(values)}`;
  return html`${facts(schema).join(", ")}`;
}

const link = (name: string): Html => html`<a href="#${schemaAnchor(name)}">${name}</a>`;

function joined(parts: readonly Html[], between: string): Html {
  return html`${parts.map((part, index) => html`${index === 0 ? "" : between}${part}`)}`;
}

function facts(schema: Schema): string[] {
  const { type, format, pattern, minimum, maximum, minLength, maxLength } = schema;
  return [
    schema.enum
      ? `one of ${schema.enum.map((value) => JSON.stringify(value)).join(", ")}`
      : [type ?? "anything"].flat().join(" or "),
    ...(schema.const === undefined ? [] : [`always ${JSON.stringify(schema.const)}`]),
    ...(format === undefined ? [] : [format]),
    ...range(minimum, maximum, ""),
    ...range(minLength, maxLength, " characters"),
    // The pattern of a known format adds no information.
    ...(pattern === undefined || format !== undefined ? [] : [pattern]),
    ...(schema.default === undefined ? [] : [`default ${JSON.stringify(schema.default)}`]),
  ];
}

function range(least: number | undefined, most: number | undefined, unit: string): string[] {
  if (least !== undefined && most !== undefined) return [`${least} to ${most}${unit}`];
  if (least !== undefined) return [`at least ${least}${unit}`];
  return most === undefined ? [] : [`at most ${most}${unit}`];
}

/** An object's fields, one per row; for anything else its description. */
export function schemaTable(schema: Schema): Html {
  if (schema.properties === undefined) return html`<p>${schemaInWords(schema)}</p>`;
  const required = new Set(schema.required ?? []);
  return html`<table><thead><tr><th>Field</th><th>Form</th><th>Meaning</th></tr></thead><tbody>
${Object.entries(schema.properties).map(([name, field]) => fieldRow(name, field, required.has(name)))}
</tbody></table>`;
}

export function fieldRow(
  name: string,
  schema: Schema,
  required: boolean,
  description = schema.description,
): Html {
  return html`<tr><td><code>${name}</code>${required ? "" : html` <small>optional</small>`}</td><td>${schemaInWords(schema)}</td>
<td>${described(description ?? "")}</td></tr>`;
}
