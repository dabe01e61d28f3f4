// The tools that ike-trace is measured beside, each with rules for the commonest kinds of message, as fast as the tool's own manual makes them. Each
// only extracts events; none follows connections or says why something failed.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstWordOf, regexOf } from './kinds.mjs';

const SYSLOG = ['syslog', 'mixed'];
const ALL = [...SYSLOG, 'journal-json'];

/** Kinds by the first word of their wordings. */
function byFirstWord(kinds) {
  const words = new Map();
  for (const { name, wordings } of kinds) {
    for (const pieces of wordings) {
      const word = firstWordOf(pieces);
      words.set(word, [...(words.get(word) ?? []), [name, regexOf(pieces)]]);
    }
  }
  return words;
}

function perlScript(kinds, isJson) {
  const tables = [...byFirstWord(kinds)].map(
    ([word, rules]) =>
      `  ${JSON.stringify(word)} => [${rules.map(([name, regex]) => `['${name}', qr/^${regex}$/]`).join(', ')}],`,
  );
  const taken = isJson
    ? '"MESSAGE":"((?:[^"\\\\]|\\\\.)*)"'
    : ' charon\\[\\d+\\]: (\\d+)\\[[A-Z]+\\](?: <[^>]*>)? (.*)$';
  return `my %rules = (\n${tables.join('\n')}\n);
my $others = $rules{''} // [];
while (<STDIN>) {
  /${taken}/ or next;
  my $text = ${isJson ? '$1' : '$2'};
  my ($word) = $text =~ /^(\\S+)/;
  for my $rule (@{$rules{$word} // []}, @$others) {
    if (my @fields = $text =~ $rule->[1]) { print join("\\t", $rule->[0], @fields), "\\n"; last; }
  }
}
`;
}

function gawkScript(kinds) {
  const rules = kinds.flatMap(({ name, wordings }) =>
    wordings.map(
      (pieces) => `  if (match(text, /^${regexOf(pieces)}$/, m)) { print "${name}", m[1], m[2], m[3]; next }`,
    ),
  );
  return `match($0, / charon\\[[0-9]+\\]: [0-9]+\\[[A-Z]+\\] (.*)$/, line) {\n  text = line[1]\n${rules.join('\n')}\n}\n`;
}

const PDB_PARSERS = { int: 'NUMBER', ip: 'IPvANY', word: 'STRING' };
const xml = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** patterndb: a hole is read up to the character that follows it; the last one to the end. */
function patterndb(kinds) {
  const pattern = (pieces) =>
    pieces
      .map((piece, i) => {
        if (typeof piece === 'string')
          return (i > 0 && !(pieces[i - 1].type in PDB_PARSERS) ? piece.slice(1) : piece).replace(/@/g, '@@');
        if (piece.type in PDB_PARSERS) return `@${PDB_PARSERS[piece.type]}:${piece.hole}@`;
        const next = pieces[i + 1];
        return next === undefined ? `@ANYSTRING:${piece.hole}@` : `@ESTRING:${piece.hole}:${next[0]}@`;
      })
      .join('');
  const rules = kinds.map(
    ({ name, wordings }, i) =>
      `<rule provider="x" id="${name}" class="system"><patterns>${wordings.map((pieces) => `<pattern>@NUMBER:.t@[@ESTRING:.g:]@ ${xml(pattern(pieces))}</pattern>`).join('')}</patterns><tags><tag>k${i}</tag></tags></rule>`,
  );
  return `<patterndb version="4" pub_date="2026-01-01"><ruleset name="charon" id="charon"><pattern>charon</pattern><rules>${rules.join('\n')}</rules></ruleset></patterndb>\n`;
}

/** liblognorm, version 2 of its rules. */
function rulebase(kinds) {
  const doubled = (text) => text.replace(/%/g, '%%');
  const rule = (pieces) =>
    pieces
      .map((piece, i) => {
        if (typeof piece === 'string') return doubled(piece);
        if (piece.type === 'int') return `%${piece.hole}:number%`;
        if (piece.type === 'word' || piece.type === 'endpoint') return `%${piece.hole}:word%`;
        const next = pieces[i + 1];
        return next === undefined ? `%${piece.hole}:rest%` : `%${piece.hole}:char-to:${next[0]}%`;
      })
      .join('');
  const rules = kinds.flatMap(({ name, wordings }) =>
    wordings.map(
      (pieces) =>
        `rule=${name}:%t:date-rfc3164% %h:word% charon[%p:number%]: %th:number%[%g:char-to:]%] ${rule(pieces)}`,
    ),
  );
  return `version=2\n${rules.join('\n')}\n`;
}

const mtailProgram = (kinds) =>
  `counter events by kind\n/ charon\\[\\d+\\]: \\d+\\[[A-Z]+\\] / {\n${kinds
    .flatMap(({ name, wordings }) =>
      wordings.map(
        (pieces) =>
          `  /\\] ${regexOf(pieces).replace(/\[\^\]\[ \]/g, '[^\\[\\] ]')}$/ {\n    events["${name}"]++\n    stop\n  }`,
      ),
    )
    .join('\n')}\n}\n`;

const secRules = (kinds) =>
  kinds
    .flatMap(({ name, wordings }) =>
      wordings.map(
        (pieces) =>
          `type=single\nptype=regexp\npattern= charon\\[\\d+\\]: \\d+\\[[A-Z]+\\] ${regexOf(pieces)}$\ndesc=${name}\naction=write - ${name} $1\n`,
      ),
    )
    .join('\n');

/** lnav tries the patterns of a format in turn, and opens the file in a database of its own; the query counts the events. */
function lnavFormat(kinds) {
  const regex = Object.fromEntries(
    kinds.flatMap(({ name, wordings }) =>
      wordings.map((pieces, i) => [
        `${name.replaceAll('-', '_')}_${i}`,
        {
          pattern: `^(?<timestamp>\\w{3} [ \\d]\\d \\S+) \\S+ charon\\[\\d+\\]: \\d+\\[[A-Z]+\\] (?<body>${regexOf(pieces)})$`,
        },
      ]),
    ),
  );
  return JSON.stringify({
    charon_bench: {
      title: 'charon',
      regex,
      sample: [{ line: 'Jan  1 00:00:00 gw charon[47]: 11[IKE] IKE_SA deleted' }],
    },
  });
}

const isThere = (tool) => spawnSync('/bin/sh', ['-c', `command -v ${tool}`], { stdio: 'ignore' }).status === 0;

/**
 * Writes the rules below `directory`. Out: the tools: `name`, the kinds of corpora they can read, and `line(file)`, a line of shell that prints to standard
 * output; `missing` names those that are not installed.
 */
export function createPeers(directory, kinds) {
  const at = (name, text) => {
    writeFileSync(join(directory, name), text);
    return join(directory, name);
  };
  const perl = at('events.pl', perlScript(kinds, false));
  const perlJson = at('events-json.pl', perlScript(kinds, true));
  const gawk = at('events.awk', gawkScript(kinds));
  const pdb = at('charon.xml', patterndb(kinds));
  const rules = at('charon.rulebase', rulebase(kinds));
  const sec = at('charon.sec', secRules(kinds));
  const progs = join(directory, 'mtail');
  mkdirSync(progs);
  writeFileSync(join(progs, 'charon.mtail'), mtailProgram(kinds));
  const lnav = join(directory, 'lnav');
  mkdirSync(join(lnav, 'formats/charon'), { recursive: true });
  writeFileSync(join(lnav, 'formats/charon/format.json'), lnavFormat(kinds));
  const tools = [
    { name: 'cat', tool: 'cat', corpora: ALL, line: (file) => `cat ${file}` },
    { name: 'grep -c IKE', tool: 'grep', corpora: ALL, line: (file) => `grep -c IKE ${file} | cat` },
    {
      name: 'grep -E "IKE|IPsec|proposal"',
      tool: 'grep',
      corpora: ALL,
      line: (file) => `grep -E "IKE|IPsec|proposal" ${file}`,
    },
    {
      name: 'perl, one script',
      tool: 'perl',
      corpora: ALL,
      line: (file, corpus) => `perl ${corpus === 'journal-json' ? perlJson : perl} <${file}`,
    },
    {
      name: 'pdbtool (syslog-ng patterndb)',
      tool: 'pdbtool',
      corpora: SYSLOG,
      line: (file) => `pdbtool match -p ${pdb} -f ${file} -T '\${.classifier.rule_id}\\n'`,
    },
    {
      name: 'lognormalizer (liblognorm)',
      tool: 'lognormalizer',
      corpora: SYSLOG,
      line: (file) => `lognormalizer -r ${rules} -e json -p <${file}`,
    },
    {
      name: 'mtail',
      tool: 'mtail',
      corpora: SYSLOG,
      line: (file) => `mtail -one_shot -progs ${progs} -logs ${file} -logtostderr 2>/dev/null`,
    },
    {
      name: 'gawk',
      tool: 'gawk',
      corpora: SYSLOG,
      line: (file) => `LC_ALL=C gawk -f ${gawk} ${file}`,
    },
    {
      name: 'lnav',
      tool: 'lnav',
      corpora: SYSLOG,
      line: (file) =>
        `HOME=${directory} TERM=dumb lnav -n -I ${lnav} -c ';SELECT count(*) FROM charon_bench' -c ':write-csv-to -' ${file}`,
    },
    {
      name: 'sec',
      tool: 'sec',
      corpora: SYSLOG,
      isSlow: true,
      line: (file) => `sec --conf=${sec} --input=${file} --notail --quoting --log=/dev/null --nointevents 2>/dev/null`,
    },
    { name: 'jq .MESSAGE', tool: 'jq', corpora: ['journal-json'], line: (file) => `jq -r .MESSAGE ${file}` },
  ];
  return {
    peers: tools.filter(({ tool }) => isThere(tool)),
    missing: tools.filter(({ tool }) => !isThere(tool)).map(({ name }) => name),
  };
}
