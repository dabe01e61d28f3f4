import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/triage/index.ts';
import type { Row } from '../../src/views/layout.ts';
import { findingRows, repeats } from '../../src/views/text-finding.ts';
import { event, makeFinding, makeSa, refusal, START } from './build.ts';

const sa = makeSa({ events: refusal() });
const text = (row: Row) =>
  row
    .map((s) => s.text)
    .join('')
    .trimEnd();
const rows = (parts: Partial<Finding>, width = 80) => findingRows(makeFinding(sa, parts), width).map(text);

describe('findingRows', () => {
  it('says what, why, the proof and the change, aligned', () => {
    expect(rows({})).toEqual([
      '  ERROR no-proposal-chosen',
      '  Nothing in common with 192.0.2.2.',
      '  why         proven    ike-proposal-mismatch: both lists are in the log',
      '  evidence    moon.log:13  received NO_PROPOSAL_CHOSEN notify error',
      '  change      local     Accept what the peer offers:',
      '                        proposals = aes128-sha256-ecp256  # swanctl.conf',
      '                        ike=aes128-sha256-ecp256!         # ipsec.conf',
    ]);
  });

  it('says behind each line of a change where it goes, in the format of the file only', () => {
    const fix = {
      where: 'local',
      text: 'Expect it',
      config: ['remote { id = a }', 'local { id = bb }', '# then load it'],
      ipsecConf: ['rightid=a'],
      inFile: {
        format: 'swanctl.conf',
        lines: [
          { config: 'remote { id = a }', place: { file: 's.conf', line: 13, isThere: true, now: 'b\x1b' } },
          { config: 'local { id = bb }', place: { file: 'evil\x1b.conf', line: 2, isThere: false, now: null } },
          { config: '# then load it', place: null },
        ],
      },
    } as const;
    expect(rows({ fix: [fix] }).slice(4)).toEqual([
      '  change      local     Expect it:',
      '                        remote { id = a }  # s.conf:13',
      '                        local { id = bb }  # not there yet, add to evil\\x1b.conf:2',
      '                        # then load it',
    ]);
  });

  it('ranks several causes below each other', () => {
    const shown = rows({
      causes: [
        {
          cause: 'psk-mismatch',
          certainty: 'likely',
          reason: 'this side proved itself with a pre-shared key, which the peer refused',
        },
        { cause: 'no-peer-config', certainty: 'possible', reason: 'it may not know the identity' },
      ],
      wouldSettle: 'the log of 192.0.2.2',
    });
    expect(shown.slice(2, 5)).toEqual([
      '  why         likely    psk-mismatch: this side proved itself with a pre-shared',
      '                        key, which the peer refused',
      '              possible  no-peer-config: it may not know the identity',
    ]);
    expect(shown.at(-1)).toBe('  to settle   the log of 192.0.2.2');
  });

  it('sets two proposals part below part', () => {
    const shown = rows({
      difference: {
        kind: 'proposal',
        received: ['IKE:AES_CBC_128/HMAC_SHA1_96/MODP_1024'],
        configured: ['IKE:AES_CBC_256/HMAC_SHA2_256_128/ECP_256'],
        mismatch: ['ENCR', 'INTEG', 'KE'],
      },
    });
    expect(shown.slice(3, 6)).toEqual([
      '  received    IKE:AES_CBC_128/HMAC_SHA1_96     /MODP_1024',
      '  configured  IKE:AES_CBC_256/HMAC_SHA2_256_128/ECP_256',
      '  mismatch    ENCR, INTEG, KE',
    ]);
  });

  it('counts proposals beyond what can be compared by eye', () => {
    const received = Array.from({ length: 9 }, (_, i) => `IKE:A${i}`);
    const shown = rows({ difference: { kind: 'proposal', received, configured: [], mismatch: [] } });
    expect(shown.slice(8, 11)).toEqual([
      '              IKE:A5',
      '              and 3 more',
      '  configured  not in this log',
    ]);
  });

  it('cuts evidence to a terminal, and to nothing where there is none', () => {
    const evidence = [
      event('proposals.received', { proposals: '' }, `received proposals: ${'IKE:AES_CBC_256/'.repeat(20)}`),
    ];
    expect(rows({ evidence }, 80).find((row) => row.includes('evidence'))).toMatch(/…$/);
    expect(rows({ evidence }, Number.POSITIVE_INFINITY).find((row) => row.includes('evidence'))).toMatch(
      /AES_CBC_256\/$/,
    );
  });

  it('shortens a long path at a slash', () => {
    const source = { id: 1, name: '/var/lib/containers/gateway/moon/charon.log', stream: 's', live: false };
    const shown = rows({ evidence: [{ ...refusal()[2]!, source }] });
    expect(shown[3]).toBe('  evidence    …/moon/charon.log:13  received NO_PROPOSAL_CHOSEN notify error');
  });

  it('names the file of secrets, and keeps comments out of the alignment', () => {
    const fix = [
      {
        where: 'local' as const,
        text: 'Enter it',
        config: ['secret = "..."', '# a comment that is much longer than every line of configuration here'],
        ipsecConf: ['moon sun : PSK "..."'],
      },
    ];
    expect(rows({ fix }).slice(-3)).toEqual([
      '                        secret = "..."        # swanctl.conf',
      '                        # a comment that is much longer than every line of configuration here',
      '                        moon sun : PSK "..."  # ipsec.secrets',
    ]);
  });

  it('bounds the lines of evidence', () => {
    const evidence = Array.from({ length: 30 }, (_, i) => ({ ...refusal()[2]!, line: i + 1 }));
    const shown = rows({ evidence }).filter((row) => row.includes('moon.log:') || row.includes(' more'));
    expect(shown).toHaveLength(9);
    expect(shown[4]).toBe('              … 22 more');
  });
});

describe('repeats', () => {
  it.each([
    ['once', 1, 0, ''],
    ['often', 4, 246_000, '4 times, 10:03:11 to 10:07:17'],
    ['over midnight', 2, 86_400_000, '2 times, 2026-11-23 10:03:11 to 2026-11-24 10:03:11'],
    ['without times', 3, Number.NaN, '3 times'],
    ['all at once', 2, 0, '2 times at 10:03:11'],
  ])('%s', (_, count, ms, shown) => {
    expect(repeats(makeFinding(sa, { count, firstAt: START, lastAt: START + ms }))).toBe(shown);
  });
});
