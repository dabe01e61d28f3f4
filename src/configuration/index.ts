/**
 * Room 0, configuration: the text of swanctl.conf or ipsec.conf, with what they include, becomes connections with places. Pure: files are read by whom
 * the caller hands in. It stands left of all other rooms, because it needs nothing of a log; triage asks it where to change something. The door.
 */
import type { Configuration, ConfigurationFormat } from './configuration.ts';
import { parseIpsecConf } from './ipsec-conf.ts';
import { ipsecConnections, ipsecSections } from './ipsec-connections.ts';
import { parseIpsecSecrets } from './ipsec-secrets.ts';
import type { Include, Problem, Reading, SourceText } from './setting.ts';
import { parseSwanctlConf } from './swanctl-conf.ts';
import { swanctlConnections, swanctlSecrets, swanctlSections } from './swanctl-connections.ts';

export type { Block, Configuration, ConfigurationFormat, ConfiguredConnection } from './configuration.ts';
export type { ConfiguredSecret } from './ipsec-secrets.ts';
export type { Include, Included, Place, Problem, Setting, SourceText } from './setting.ts';
export { type Ends, type Key, keyOf, keyOfLine } from './terms.ts';

/** ipsec.conf has sections that begin at the margin; swanctl.conf has braces, or nothing at all. Null: the text is neither. */
export function formatOf(text: string): ConfigurationFormat | null {
  const bare = text.replace(/#.*$/gm, '');
  if (/^(conn|ca)[\t ]+[^\s={]+[\t\r ]*$|^config[\t ]+setup[\t\r ]*$/m.test(bare)) return 'ipsec.conf';
  if (/[^#{}:.,="\r\n\t ]+\s*(:[^{}="]*)?\{/.test(bare)) return 'swanctl.conf';
  // A file may only include others: those of ipsec.conf are told apart by name.
  if (/^\s*include[\t ]+[^=\s]/m.test(bare)) return /ipsec/.test(bare) ? 'ipsec.conf' : 'swanctl.conf';
  return bare.trim() === '' ? 'swanctl.conf' : null;
}

/**
 * In: the named file, what reads included ones, and the text of ipsec.secrets where there is one. Out: the configuration, whatever is wrong with it being
 * in `problems`; null when the text is of neither format.
 */
export function readConfiguration(
  source: SourceText,
  include: Include,
  secrets: SourceText | null = null,
): Configuration | null {
  const format = formatOf(source.text);
  if (format === null) return null;
  const problems: Problem[] = [];
  const files: string[] = [];
  const reading: Reading = { include, problems, files };
  const isOld = format === 'ipsec.conf';
  const root = isOld ? parseIpsecConf(source, reading) : parseSwanctlConf(source, reading);
  const connections = isOld ? ipsecConnections(root) : swanctlConnections(root);
  const oldSecrets = () => (secrets === null ? [] : parseIpsecSecrets(secrets, reading));
  return {
    format,
    files,
    problems,
    connections,
    byName: new Map(connections.map((connection) => [connection.name, connection])),
    secrets: isOld ? oldSecrets() : swanctlSecrets(root),
    sections: isOld ? ipsecSections(root) : swanctlSections(root),
  };
}
