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

/** Sections that one lookup may pull in, counting repeats: references may branch and meet again. */
const MAX_PULLED = 1000;

/** A walk along references: the sections it stands in, so that circles end, and how many it may still enter. */
interface Walk {
  readonly open: Set<Section>;
  left: number;
}

const newWalk = (): Walk => ({ open: new Set(), left: MAX_PULLED });

/** A section with what it refers to, by `:` (libstrongswan/settings/settings.c: find_sections). Repeats are in it. */
function withReferences(root: Section, section: Section, walk: Walk): Section[] {
  if (walk.open.has(section) || walk.left-- <= 0) return [];
  walk.open.add(section);
  const found = [section, ...section.references.flatMap((reference) => resolve(root, reference.split('.'), walk))];
  walk.open.delete(section);
  return found;
}

function resolve(root: Section, path: readonly string[], walk: Walk): Section[] {
  let found: Section[] = [root];
  for (const name of path) {
    found = found.flatMap((section) => {
      const next = section.sections.get(name);
      return next === undefined ? [] : withReferences(root, next, walk);
    });
  }
  return found;
}

/** A subsection of layers; what the outer sections inherit counts for the inner ones. Null: none of them has it. */
export function subsection(root: Section, layers: readonly Section[], name: string): Layers | null {
  const walk = newWalk();
  const [first, ...others] = new Set(
    layers.flatMap((layer) => {
      const own = layer.sections.get(name);
      return own === undefined ? [] : withReferences(root, own, walk);
    }),
  );
  return first === undefined ? null : [first, ...others];
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
  const order = linear(root, section, newWalk());
  if (fallback !== undefined && section !== fallback) order.push(fallback);
  const last = order.filter((one, index) => order.lastIndexOf(one) === index);
  return [section, ...last.filter((one) => one !== section)];
}

function linear(root: Section, section: Section, walk: Walk): Section[] {
  if (walk.open.has(section) || walk.left-- <= 0) return [];
  walk.open.add(section);
  const parents = section.references
    .toReversed()
    .flatMap((name) => root.sections.get(`conn ${name}`) ?? [])
    .flatMap((parent) => linear(root, parent, walk));
  walk.open.delete(section);
  return [section, ...parents];
}
