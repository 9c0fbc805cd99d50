import { html } from "hono/html";
import type { Answer, Operation, Parameter, Route } from "./api-document.ts";
import { described, fieldRow, type Html, schemaInWords, schemaTable } from "./api-schema.ts";

/** One route: its requirements, parameters and responses. */
export function operationSection({ method, path, operation, anchor }: Route): Html {
  return html`<section id="${anchor}"><h3>${routeName(method, path)}</h3>
<p>${described(operation.summary ?? "")}${needs(operation)}</p>
${(operation.parameters ?? []).length > 0 ? parameterTable(operation.parameters ?? []) : ""}
${Object.entries(operation.requestBody?.content ?? {}).map(([type, { schema = {} }]) => html`<h4>Body <small>${type}</small></h4>${schemaTable(schema)}`)}
<h4>Responses</h4>
<table><thead><tr><th>Status</th><th>Meaning</th><th>Form</th></tr></thead><tbody>
${Object.entries(operation.responses ?? {}).map(answerRow)}
</tbody></table></section>`;
}

export function routeName(method: string, path: string): Html {
  return html`<span class="method ${method}">${method.toUpperCase()}</span> <code>${path}</code>`;
}

function needs({ security = [] }: Operation): Html | "" {
  const names = security.flatMap((one) => Object.keys(one));
  return names.length === 0 ? "" : html` <small class="needs">needs ${names.join(" or ")}</small>`;
}

function parameterTable(parameters: readonly Parameter[]): Html {
  return html`<table><thead><tr><th>Parameter</th><th>Form</th><th>Meaning</th></tr></thead><tbody>
${parameters.map((one) => fieldRow(one.in === "path" ? `{${one.name}}` : one.name, one.schema ?? {}, one.required ?? false, meaning(one)))}
</tbody></table>`;
}

function meaning(parameter: Parameter): string {
  const { description = parameter.schema?.description ?? "" } = parameter;
  return parameter.in === "header" ? `Header. ${description}` : description;
}

function answerRow([status, { description, content = {} }]: [string, Answer]): Html {
  const forms = Object.entries(content).map(([type, { schema }]) =>
    schema?.$ref !== undefined || schema?.properties !== undefined || schema?.items !== undefined
      ? html`${schema.properties === undefined ? schemaInWords(schema) : "object"} <small>${type}</small>`
      : html`<small>${type}</small>`,
  );
  return html`<tr><td>${status}</td><td>${described(description ?? "")}</td><td>${forms}</td></tr>`;
}
