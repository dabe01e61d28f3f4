// Every story in test/stories and test/regress: log in, timeline and findings out, compared exactly. See test/stories/README.md.
import { describe, expect, test } from 'vitest';
import { observe, readStories } from './fixtures/story.ts';
import { type Block, firstDifference, logBytes, parseStories, rewriteStories, type Story } from './tools/story.mjs';

const stories = readStories();
const nameOf = ({ file, name }: Story) => `${file}: ${name}`;

/** `file.md:line` of the first line that differs. */
const placeOf = (story: Story, block: Block, observed: string) =>
  `${story.file}:${block.first + firstDifference(block.text, observed)}`;

test('there are stories, each with a name of its own', () => {
  expect(stories.length).toBeGreaterThanOrEqual(16);
  expect(new Set(stories.map(nameOf)).size).toBe(stories.length);
});

describe.each(stories.map((story) => [nameOf(story), story] as const))('%s', (_, story) => {
  const observed = observe(story);

  test('timeline', () => {
    expect(observed.timeline, placeOf(story, story.timeline, observed.timeline)).toBe(story.timeline.text);
  });

  test('findings', () => {
    expect(observed.findings, placeOf(story, story.findings, observed.findings)).toBe(story.findings.text);
  });

  test('whatever pieces the log comes in', () => {
    const { length } = logBytes(story.charon);
    const cuts = Array.from({ length: Math.ceil(length / 7) }, (_, index) => index * 7 + 3);
    expect(observe(story, cuts)).toEqual(observed);
  });
});

describe('a story file', () => {
  const blocks = (log: string, timeline: string, findings: string) =>
    `\`\`\`charon\n${log}\n\`\`\`\n\`\`\`timeline\n${timeline}\n\`\`\`\n\`\`\`findings\n${findings}\n\`\`\``;
  const two = `# A file\nWhat it is about.\n\n## One\nProse.\n${blocks('a\nb', 'c', 'd')}\n\n## Two\n${blocks('e', 'f\ng', 'none')}\n`;

  test('is read by headings, with the line of each block', () => {
    expect(parseStories(two, 'x.md').map(({ name, line }) => [name, line])).toEqual([
      ['One', 4],
      ['Two', 17],
    ]);
    expect(parseStories(two, 'x.md').map((story) => [story.charon.text, story.charon.first])).toEqual([
      ['a\nb', 7],
      ['e', 19],
    ]);
  });

  test.each([
    ['a block is missing', '## One\n```charon\na\n```\n', /^x\.md:5: "One" has no timeline block$/],
    ['a block has no end', '## One\n```charon\na\n', /^x\.md:2: this block has no end$/],
    ['a block comes twice', '## One\n```charon\na\n```\n```charon\nb\n```\n', /^x\.md:5: a second charon block/],
    ['a block has no heading', '```charon\na\n```\n', /^x\.md:1: a block before the first heading$/],
  ])('is refused when %s', (_, text, complaint) => {
    expect(() => parseStories(text, 'x.md')).toThrow(complaint);
  });

  test('blocks in other languages are prose', () => {
    expect(parseStories(`## One\n\`\`\`conf\n# not a heading\n\`\`\`\n${blocks('a', 'b', 'c')}`, 'x.md')).toHaveLength(
      1,
    );
  });

  test('is rewritten in its expected blocks only', () => {
    const rewritten = rewriteStories(two, 'x.md', [
      { timeline: 'T1\nT2', findings: 'F1' },
      { timeline: 'T3', findings: 'F2\nF3' },
    ]);
    expect(rewritten).toBe(
      two.replace('\nc\n', '\nT1\nT2\n').replace('\nd\n', '\nF1\n').replace('f\ng', 'T3').replace('none', 'F2\nF3'),
    );
  });

  test('says where the first difference is', () => {
    expect(firstDifference('a\nb\nc', 'a\nx\nc')).toBe(1);
    expect(firstDifference('a\nb', 'a\nb\nc')).toBe(1);
    expect(firstDifference('a\nb\nc', 'a')).toBe(1);
  });

  test('holds hostile bytes as \\xHH', () => {
    const [story] = parseStories(`## One\n${blocks('a\\x1b[31m\\xffé', '', '')}`, 'x.md');
    expect(logBytes(story!.charon)).toEqual(
      Buffer.concat([Buffer.from('a\x1b[31m'), Buffer.from([0xff]), Buffer.from('é\n')]),
    );
  });
});
