/**
 * Room 0: a configuration file as connections: what triage asks of it. Both formats answer to the keys of swanctl.conf (terms.ts).
 */
import type { ConfiguredSecret } from './ipsec-secrets.ts';
import type { Place, Problem, Setting } from './setting.ts';

export type ConfigurationFormat = 'swanctl.conf' | 'ipsec.conf';

/** A section with what it inherits. */
export interface Block {
  readonly name: string;
  /** Where it begins: where a setting that it lacks is to be added. */
  readonly place: Place;
  /** By the file's own keys. Null: nowhere set. */
  get(key: string): Setting | null;
}

/** A connection as configured. In ipsec.conf a `conn` is a connection with one CHILD_SA of the same name, and its ends are keys of it. */
export interface ConfiguredConnection extends Block {
  readonly locals: readonly Block[];
  readonly remotes: readonly Block[];
  readonly children: readonly Block[];
  /** Whether the daemon is told of it when it starts or loads the file: conns of ipsec.conf with `auto=ignore` are not. */
  readonly isLoaded: boolean;
}

export interface Configuration {
  readonly format: ConfigurationFormat;
  /** Every file that was read, the named one first. */
  readonly files: readonly string[];
  readonly connections: readonly ConfiguredConnection[];
  /** The same by name. */
  readonly byName: ReadonlyMap<string, ConfiguredConnection>;
  readonly secrets: readonly ConfiguredSecret[];
  /** `secrets` and `pools` of swanctl.conf, `config setup` of ipsec.conf: where further ones are to be added. */
  readonly sections: ReadonlyMap<string, Block>;
  readonly problems: readonly Problem[];
}
