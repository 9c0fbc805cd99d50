/** What `POST /zones/{zone}/purge_cache` names. */
export interface Purge {
  readonly everything: boolean;
  readonly urls: readonly string[];
  readonly tags: readonly string[];
  readonly hosts: readonly string[];
  readonly prefixes: readonly string[];
}
