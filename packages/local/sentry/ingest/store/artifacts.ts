import type { DatabaseSync } from "node:sqlite";
import { gunzipSync, gzipSync } from "node:zlib";

/** A file of an artifact bundle, used to symbolicate stack frames. */
export interface Artifact {
  readonly projectId: string;
  /** Lower case, with dashes. */
  readonly debugId: string;
  readonly type: "minified_source" | "source_map";
  readonly url: string;
  readonly content: Uint8Array;
}

/** A project's artifacts by debug id. */
export interface Artifacts {
  /** Atomicity is up to the caller. A debug id may be uploaded again: the newest file counts. */
  add(artifact: Artifact): void;
  sourceMap(projectId: string, debugId: string): string | undefined;
  count(projectId: string): number;
}

/** `keep`: how many of a project's newest files are kept. */
export function openArtifacts(database: DatabaseSync, keep: number): Artifacts {
  const put = database.prepare(
    `insert into artifacts (project_id, debug_id, type, url, content) values (?, ?, ?, ?, ?)
     on conflict (project_id, debug_id, type) do update set url = excluded.url, content = excluded.content`,
  );
  const forget = database.prepare(
    "delete from artifacts where project_id = ? and seq <= (select seq from artifacts where project_id = ? order by seq desc limit 1 offset ?)",
  );
  const map = database.prepare(
    "select content from artifacts where project_id = ? and debug_id = ? and type = 'source_map'",
  );
  const total = database.prepare("select count(*) as total from artifacts where project_id = ?");
  return {
    add: ({ projectId, debugId, type, url, content }) => {
      put.run(projectId, debugId, type, url, gzipSync(content));
      forget.run(projectId, projectId, keep);
    },
    sourceMap: (projectId, debugId) => {
      const content = map.get(projectId, debugId)?.content;
      return content instanceof Uint8Array ? gunzipSync(content).toString("utf8") : undefined;
    },
    count: (projectId) => Number(total.get(projectId)?.total ?? 0),
  };
}
