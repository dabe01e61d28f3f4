/**
 * Room 0: the connections of an ipsec.conf (starter/confread.c). A tree enters, connections leave; each is its own only child.
 */
import type { Block, ConfiguredConnection } from './configuration.ts';
import { conn, settingOf } from './inherit.ts';
import type { Section, Setting } from './setting.ts';

/** Other names of a key, and keys that say the same for both ends (starter/keywords.txt). */
const ALIASES: { readonly [key: string]: readonly string[] } = {
  lifetime: ['keylife'],
  margintime: ['rekeymargin'],
  leftauth: ['authby'],
  rightauth: ['authby'],
  leftsubnet: ['leftsubnetwithin'],
  rightsubnet: ['rightsubnetwithin'],
};

export function ipsecConnections(root: Section): ConfiguredConnection[] {
  return [...root.sections].flatMap(([full, section]) => {
    if (!full.startsWith('conn ') || section.name === '%default') return [];
    const layers = conn(root, section);
    const get = (key: string): Setting | null =>
      [key, ...(Object.hasOwn(ALIASES, key) ? ALIASES[key]! : [])].reduce<Setting | null>(
        (found, name) => found ?? settingOf(layers, name),
        null,
      );
    const self: Block = { name: section.name, place: section.place, get };
    const auto = get('auto')?.value ?? 'ignore';
    return [{ ...self, locals: [self], remotes: [self], children: [self], isLoaded: auto !== 'ignore' }];
  });
}

export function ipsecSections(root: Section): Map<string, Block> {
  const setup = root.sections.get('config setup');
  if (setup === undefined) return new Map();
  return new Map([['setup', { name: 'setup', place: setup.place, get: (key: string) => settingOf([setup], key) }]]);
}
