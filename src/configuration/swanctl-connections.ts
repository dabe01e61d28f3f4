/**
 * Room 0: the connections of a swanctl.conf (swanctl/swanctl.opt). A tree enters, connections with their ends and children leave.
 */
import type { Block, ConfiguredConnection } from './configuration.ts';
import { type Layers, settingOf, subsection, subsectionNames } from './inherit.ts';
import type { ConfiguredSecret } from './ipsec-secrets.ts';
import type { Section } from './setting.ts';

const block = (name: string, layers: Layers): Block => ({
  name,
  place: layers[0].place,
  get: (key) => settingOf(layers, key),
});

export function swanctlConnections(root: Section): ConfiguredConnection[] {
  const all = subsection(root, [root], 'connections') ?? [];
  return subsectionNames(all).flatMap((name) => {
    const layers = subsection(root, all, name);
    if (layers === null) return [];
    const blocks = (within: readonly Section[], isWanted: (name: string) => boolean) =>
      subsectionNames(within)
        .filter(isWanted)
        .flatMap((sub) => {
          const own = subsection(root, within, sub);
          return own === null ? [] : [block(sub, own)];
        });
    return [
      {
        ...block(name, layers),
        locals: blocks(layers, (sub) => sub.startsWith('local')),
        remotes: blocks(layers, (sub) => sub.startsWith('remote')),
        children: blocks(subsection(root, layers, 'children') ?? [], () => true),
        isLoaded: true,
      },
    ];
  });
}

/** Kinds of shared secrets, by how their sections' names begin. */
const KINDS: readonly (readonly [RegExp, string])[] = [
  [/^ike/, 'PSK'],
  [/^(eap|xauth)/, 'EAP'],
  [/^ntlm/, 'NTLM'],
  [/^ppk/, 'PPK'],
];

/** Whom the shared secrets are for. The secrets themselves are not in the tree. */
export function swanctlSecrets(root: Section): ConfiguredSecret[] {
  const all = subsection(root, [root], 'secrets') ?? [];
  return subsectionNames(all).flatMap((name) => {
    const kind = KINDS.find(([pattern]) => pattern.test(name))?.[1];
    const layers = subsection(root, all, name);
    if (kind === undefined || layers === null) return [];
    const keys = [...new Set(layers.flatMap((layer) => [...layer.settings.keys()]))].filter((key) =>
      key.startsWith('id'),
    );
    const ids = keys.flatMap((key) => settingOf(layers, key)?.value ?? []);
    return [{ kind, ids, place: layers[0].place }];
  });
}

/** Top sections that fixes name. */
export function swanctlSections(root: Section): Map<string, Block> {
  const found = ['secrets', 'pools', 'connections'].flatMap((name): [string, Block][] => {
    const layers = subsection(root, [root], name);
    return layers === null ? [] : [[name, block(name, layers)]];
  });
  return new Map(found);
}
