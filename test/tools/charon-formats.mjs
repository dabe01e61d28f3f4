/**
 * charon's printf formats as it would print them: a row of charon-messages.tsv enters, texts leave. For charon-strings.mjs.
 *
 * The conversions are printf's and strongSwan's own hooks (libstrongswan/utils/printf_hook): %H address, %Y identity, %N name of an enum, %R traffic selector, %P proposal,
 * %T time, %V duration, %B and %b chunks. A `#` asks for the longer form, as in strongSwan.
 */
import { KNOWN_TEXTS } from './charon-arguments.mjs';
/** Reads the table. */
export function readFormats(table) {
  const [head, ...rows] = table.trimEnd().split('\n');
  const columns = head.split('\t');
  const at = (name) => columns.indexOf(name);
  return rows.map((row) => {
    const cells = row.split('\t');
    const cell = (name) => cells[at(name)] ?? '';
    return {
      level: cell('level'),
      group: cell('group'),
      file: cell('file'),
      format: cell('format'),
      literalArgs: cell('literal_args'),
      since: cell('since'),
      until: cell('until'),
    };
  });
}

/** True when a release from `oldest` on (`5.6.0`) has it. */
export function isPrintedSince({ until }, oldest) {
  return until === '' || until.startsWith('>') || compareReleases(until, oldest) >= 0;
}

function compareReleases(a, b) {
  const numbers = (release) => release.split('.').map(Number);
  const [left, right] = [numbers(a), numbers(b)];
  for (let i = 0; i < 3; i++) if ((left[i] ?? 0) !== (right[i] ?? 0)) return (left[i] ?? 0) - (right[i] ?? 0);
  return 0;
}

const CONVERSION = /%([-+ #0]*)(\*|\d+)?(?:\.(\d+|\*))?(?:hh|h|ll|l|z|j|t|q)?([a-zA-Z%])/g;
/** Texts made of one format at most: more combinations of its fixed arguments teach nothing. */
const MOST_TEXTS = 64;
/** How many arguments a conversion takes besides widths: two for the hooks with a second one. */
const ARGUMENTS = new Map([
  ['N', 2],
  ['T', 2],
  ['V', 2],
  ['b', 2],
]);
/** The texts that a format prints with plausible arguments, one for each combination of its fixed arguments. */
export function textsOf(row) {
  const known = KNOWN_TEXTS.get(row.format);
  if (known !== undefined) return known;
  const choices = choicesOf(row.literalArgs);
  let texts = [''];
  let argument = 0;
  let from = 0;
  // The table lost the macros that spell the width of a number: `% bits` was `%u bits`.
  const format = unescaped(row.format).replace(/% (?=bits)/g, '%u ');
  const extend = (endings) => {
    texts = texts.flatMap((text) => endings.map((ending) => text + ending)).slice(0, MOST_TEXTS);
  };
  for (const match of format.matchAll(CONVERSION)) {
    extend([format.slice(from, match.index)]);
    // A text right behind another value is an addition that is mostly absent (`SPI %.8x%s`: a mark).
    const isGlued = from > 0 && from === match.index;
    from = match.index + match[0].length;
    const [, flags = '', width, precision, conversion = ''] = match;
    if (conversion === '%') {
      extend(['%']);
      continue;
    }
    argument += 1 + Number(width === '*') + Number(precision === '*');
    const choice = conversion === 's' ? choices.get(argument) : undefined;
    extend(
      choice ?? [isGlued && conversion === 's' ? '' : printed(conversion, flags, precision ?? width ?? '', format)],
    );
    argument += (ARGUMENTS.get(conversion) ?? 1) - 1;
  }
  extend([format.slice(from)]);
  return texts.map(withBuildConstants);
}

/** The fixed arguments by position. `<expr>` stands for what the table's maker could not resolve: an ordinary value. */
function choicesOf(literalArgs) {
  const choices = new Map();
  for (const [, position, list] of literalArgs.matchAll(/(\d+)=("(?:[^"\\]|\\.)*"(?:\|"(?:[^"\\]|\\.)*")*)/g)) {
    const texts = [...list.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text]) =>
      text === '<expr>' ? 'value' : textsOfArgument(text),
    );
    choices.set(Number(position), texts);
  }
  return choices;
}

/** A fixed argument may be a format itself (`"(id 0x%02X)"`). */
function textsOfArgument(text) {
  if (text === '%') return '%';
  return textsOf({ level: '', group: '', file: '', format: text, literalArgs: '', since: '', until: '' })[0];
}

function unescaped(text) {
  return text.replace(/\\(n|t|"|\\)/g, (_, character) =>
    character === 'n' ? '\n' : character === 't' ? '\t' : character,
  );
}

const BUILD_CONSTANTS = [
  [/<VERSION>/g, '6.0.6'],
  [/<IPSEC_PIDDIR>/g, '/var/run'],
  [/<(?:CONFIG_DIR|SWANCTLDIR)>/g, '/etc'],
  [/<IPSEC_(?:USER|GROUP)>/g, 'ipsec'],
];
function withBuildConstants(text) {
  return BUILD_CONSTANTS.reduce((result, [name, value]) => result.replace(name, value), text);
}

const HASH_FORMS = new Map([
  ['H', '192.0.2.1[500]'],
  ['R', '10.1.0.0/16 10.2.0.0/16[tcp/http]'],
  ['P', 'IKE:AES_CBC_256/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/MODP_2048, IKE:AES_GCM_16_128/PRF_HMAC_SHA2_256/ECP_256'],
  ['B', '0a:1b:2c:3d'],
  ['x', '0x1f'],
]);
const PLAIN_FORMS = new Map([
  ['H', '192.0.2.1'],
  ['Y', 'C=CH, O=example, CN=moon'],
  ['R', '10.1.0.0/16'],
  ['P', 'ESP:AES_GCM_16_128/NO_EXT_SEQ'],
  ['T', 'Jan 01 00:00:00 UTC 2026'],
  ['V', '12 seconds'],
  ['B', '=> 4 bytes @ 0x7f0000000000'],
  ['b', '=> 4 bytes @ 0x7f0000000000'],
  ['s', 'value'],
  ['c', 'x'],
  ['p', '0x7f0000000000'],
  ['f', '1.5'],
]);
function printed(conversion, flags, size, format) {
  if (conversion === 'N') return nameFor(format);
  if (flags.includes('+') && (conversion === 'B' || conversion === 'b')) return '0a1b2c3d';
  if (flags.includes('#') && HASH_FORMS.has(conversion)) return HASH_FORMS.get(conversion);
  if ('xX'.includes(conversion)) return 'c0ffee12c0ffee12'.slice(0, Math.min(16, Math.max(2, Number(size) || 2)));
  if ('diu'.includes(conversion))
    return '3'.padStart(flags.includes('0') || size.startsWith('0') ? Number(size) : 1, '0');
  return PLAIN_FORMS.get(conversion) ?? '1';
}

/** An enum's name where the words around it say which enum: authentication classes are the ones with blanks (charon-enum-names.tsv). */
function nameFor(format) {
  if (
    /^authentication of|requires %N authentication|allows %N authentication|phase2 authentication|received %N authentication, but/.test(
      format,
    )
  )
    return 'pre-shared key';
  if (/policy .* %N/.test(format)) return 'out';
  if (/EAP|authentication/.test(format)) return 'EAP_MSCHAPV2';
  if (/notify/.test(format)) return 'NO_PROPOSAL_CHOSEN';
  return 'IKE_AUTH';
}
