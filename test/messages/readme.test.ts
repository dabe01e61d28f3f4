import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkLaws } from '../../src/messages/laws.ts';
import { readPatterns } from '../../src/messages/load.ts';
import { HOLE_TYPES } from '../../src/messages/message.ts';
import { KEYWORDS } from '../../src/messages/pattern-lexer.ts';
import { formatComplaints } from '../../src/messages/pattern-source.ts';
import { EVENT_FIELDS } from '../../src/negotiation/event.ts';

const README = readFileSync(new URL('../../patterns/README.md', import.meta.url), 'utf8');
const BLOCKS = [...README.matchAll(/^```\n([\s\S]*?)^```$/gm)].map(([, block]) => block!);
const EXAMPLES = BLOCKS.filter((block) => block.startsWith('pattern '));

describe('patterns/README.md', () => {
  test('has examples that can be read', () => {
    expect(EXAMPLES.length).toBeGreaterThanOrEqual(3);
    for (const example of EXAMPLES) expect(formatComplaints(readPatterns(example, 'README.md').complaints)).toBe('');
  });

  test('has whole examples that obey the laws', () => {
    const whole = EXAMPLES.filter((example) => example.includes('  sample '));
    expect(whole).toHaveLength(2);
    expect(formatComplaints(checkLaws(readPatterns(whole.join('\n'), 'README.md').patterns, EVENT_FIELDS))).toBe('');
  });

  test('shows the complaint as the check prints it', () => {
    const broken = EXAMPLES[0]!.replace('sample  received QCD_TOKEN 4711 from', 'sample  received QCD_TOKEN 4711 by');
    const { patterns } = readPatterns(broken, 'my-patterns/lab.pattern');
    expect(BLOCKS).toContain(formatComplaints(checkLaws(patterns, EVENT_FIELDS)));
  });

  test.each(HOLE_TYPES)('tells of the hole type %s', (type) => {
    expect(README).toContain(`\`${type}\``);
  });

  test.each(KEYWORDS)('tells of the keyword %s', (keyword) => {
    expect(README).toContain(`| \`${keyword}\` |`);
  });
});
