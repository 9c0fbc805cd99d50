import { defined } from "@seaworthy/core/defined";
import { z } from "zod";
import type { Frame, SentryEvent, SentryException } from "../events/event.ts";
import type { Artifacts } from "../store/artifacts.ts";
import { type OriginalPlace, openSourceMap, type SourceMap } from "./source-map.ts";

/** Replaces frames of bundled files with frames of their sources, where a map was uploaded. */
export type Symbolicate = (projectId: string, event: SentryEvent) => SentryEvent;

const images = z.object({
  debug_meta: z.object({
    images: z.array(
      z
        .object({ type: z.literal("sourcemap"), code_file: z.string(), debug_id: z.string() })
        .nullable()
        .catch(null),
    ),
  }),
});

/** Number of maps kept open; the last used comes last. */
const heldOpen = 4;
const linesAround = 5;

/** Resolves each frame by its debug id; an event without debug ids is not changed. */
export function createSymbolication(artifacts: Artifacts): Symbolicate {
  const open = new Map<string, SourceMap | undefined>();
  const mapOf = (projectId: string, debugId: string) => {
    const key = `${projectId} ${debugId}`;
    const known = open.get(key);
    if (known) {
      open.delete(key);
      open.set(key, known);
      return known;
    }
    const text = artifacts.sourceMap(projectId, debugId);
    const map = text === undefined ? undefined : openSourceMap(text);
    if (map) open.set(key, map);
    const [oldest] = open.keys();
    if (open.size > heldOpen && oldest !== undefined) open.delete(oldest);
    return map;
  };
  return (projectId, event) => {
    const debugIds = debugIdsOf(event);
    if (debugIds.size === 0) return event;
    return withFrames(event, (frame) => {
      const debugId = debugIds.get(frame.abs_path ?? frame.filename ?? "");
      const map = debugId === undefined ? undefined : mapOf(projectId, debugId);
      const place =
        typeof frame.lineno === "number" ? map?.trace(frame.lineno, frame.colno ?? 1) : undefined;
      return place ? original(frame, place) : frame;
    });
  };
}

/** The debug id of each bundled file in the event's frames. */
function debugIdsOf(event: SentryEvent): ReadonlyMap<string, string> {
  const found = images.safeParse(event).data?.debug_meta.images ?? [];
  return new Map(
    found.flatMap((image) => (image ? [[image.code_file, image.debug_id.toLowerCase()]] : [])),
  );
}

function withFrames(event: SentryEvent, change: (frame: Frame) => Frame): SentryEvent {
  const traced = (value: SentryException): SentryException => {
    const frames = value.stacktrace?.frames;
    if (!frames) return value;
    const changed = frames.map((frame) => frame && change(frame));
    return {
      ...value,
      stacktrace: { ...value.stacktrace, frames: changed },
      raw_stacktrace: value.stacktrace,
    };
  };
  const { exception } = event;
  if (!exception) return event;
  if (Array.isArray(exception)) return { ...event, exception: exception.map(traced) };
  const values = exception.values?.map((value) => value && traced(value));
  return { ...event, exception: { ...exception, ...defined({ values }) } };
}

function original(frame: Frame, { source, line, column, lines }: OriginalPlace): Frame {
  const around = (from: number, to: number) => lines?.slice(Math.max(0, from), Math.max(0, to));
  const filename = source.replace(/^(\.\.?\/)+/, "");
  return {
    ...frame,
    filename,
    abs_path: `app:///${filename}`,
    module: undefined,
    lineno: line,
    colno: column,
    in_app: !/(^|\/)node_modules\//.test(filename),
    ...(lines
      ? {
          pre_context: around(line - 1 - linesAround, line - 1),
          context_line: lines[line - 1] ?? null,
          post_context: around(line, line + linesAround),
        }
      : {}),
    data: { ...(isRecord(frame.data) ? frame.data : {}), symbolicated: true },
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;
