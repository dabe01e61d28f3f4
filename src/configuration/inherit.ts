/**
 * Room 0: inheritance. A tree enters; for a section and what it inherits from, the layers that count leave, the most important first.
 */
import type { Section, Setting } from './setting.ts';

/** A section and those it inherits from, the most important first. Never empty. */
export type Layers = readonly [Section, ...Section[]];

/** The setting that counts. One without a value hides what is inherited. */
export function settingOf(layers: readonly Section[], key: string): Setting | null {
  for (const layer of layers) {
    const setting = layer.settings.get(key);
    if (setting !== undefined) return setting.value === null ? null : setting;
  }
  return null;
}

/** A section with what it refers to, by `:` (libstrongswan/settings/settings.c: find_sections). `seen` ends loops. */
function withReferences(root: Section, section: Section, seen: Set<Section>): Section[] {
  if (seen.has(section)) return [];
  seen.add(section);
  return [section, ...section.references.flatMap((reference) => resolve(root, reference.split('.'), seen))];
}

function resolve(root: Section, path: readonly string[], seen: Set<Section>): Section[] {
  let found: Section[] = [root];
  for (const name of path) {
    found = found.flatMap((section) => {
      const next = section.sections.get(name);
      return next === undefined ? [] : withReferences(root, next, seen);
    });
  }
  return found;
}

const asLayers = (sections: readonly Section[]): Layers | null => (sections.length === 0 ? null : (sections as Layers));

/** A subsection of layers; what the outer sections inherit counts for the inner ones. */
export function subsection(root: Section, layers: readonly Section[], name: string): Layers | null {
  const seen = new Set<Section>();
  return asLayers(
    layers.flatMap((layer) => {
      const own = layer.sections.get(name);
      return own === undefined ? [] : withReferences(root, own, seen);
    }),
  );
}

/** Names of all subsections, in the order in which they appear. */
export function subsectionNames(layers: readonly Section[]): string[] {
  return [...new Set(layers.flatMap((layer) => [...layer.sections.keys()]))];
}

/**
 * A `conn` with what it takes by `also=`, then `%default` (starter/parser/conf_parser.c: resolve_also_single): depth first, later `also=` before earlier
 * ones, and of several mentions the last one counts.
 */
export function conn(root: Section, section: Section): Layers {
  const fallback = root.sections.get('conn %default');
  const order = linear(root, section, new Set());
  if (fallback !== undefined && section !== fallback) order.push(fallback);
  const last = order.filter((one, index) => order.lastIndexOf(one) === index);
  return [section, ...last.filter((one) => one !== section)];
}

/** Sections that one conn may pull in, counting repeats. */
const MAX_ALSO = 1000;

function linear(root: Section, section: Section, open: Set<Section>, budget = { left: MAX_ALSO }): Section[] {
  if (open.has(section) || budget.left-- <= 0) return [];
  open.add(section);
  const parents = section.references
    .toReversed()
    .flatMap((name) => root.sections.get(`conn ${name}`) ?? [])
    .flatMap((parent) => linear(root, parent, open, budget));
  open.delete(section);
  return [section, ...parents];
}
