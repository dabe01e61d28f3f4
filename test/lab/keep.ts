// The lab: what is kept of a run, as one directory: about.md and a log of each side.
import { mkdir, writeFile } from 'node:fs/promises';
import { release } from 'node:os';
import { join } from 'node:path';
import { type LogShape, shapes } from './logs.ts';
import type { Found, HostName, Scenario, Side, Step } from './scenario.ts';
import { render } from './settings.ts';

export interface Run {
  readonly name: string;
  readonly scenario: Scenario;
  /** strongSwan's. */
  readonly version: string;
  readonly logs: Readonly<Record<HostName, string>>;
  /** Where more shapes were asked for than a scenario's own. */
  readonly variants: readonly { readonly host: HostName; readonly shape: LogShape; readonly log: string }[];
  readonly truth: Readonly<Record<HostName, string>>;
}

export const sides = (scenario: Scenario): readonly HostName[] => scenario.keeps ?? ['moon', 'sun'];

/** charon's first line names the kernel of the machine below the lab: Debian 12's own name takes its place. */
export const neutral = (log: string): string => log.replaceAll(release(), '6.1.0-28-amd64');

const causes = (names: readonly string[]) => `[${names.join(', ')}]`;

/** Claims as a list, whichever way the scenario wrote them. */
export const claimsOf = (scenario: Scenario, name: HostName): readonly Found[] =>
  [scenario.found[name] ?? []].flat() as readonly Found[];

/** What is not of severity `error` is left out: the front matter says what fails. */
function found(scenario: Scenario, name: HostName): string {
  const claims = claimsOf(scenario, name).filter(({ severity }) => severity === undefined);
  if (claims.length === 0) return ' none';
  return Array.isArray(scenario.found[name])
    ? claims.map((one) => `\n  -${claim(one)}`).join('')
    : claims.map(claim).join();
}

function claim({ peer, symptom, causes: names, certainty }: Found): string {
  return ` { ${peer ? `peer: ${peer}, ` : ''}symptom: ${symptom}, causes: ${causes(names)}, certainty: ${certainty} }`;
}

function step(step: Step): string {
  switch (step.do) {
    case 'initiate':
      return `on ${step.on}: \`swanctl --initiate --child ${step.child}\``;
    case 'swanctl':
      return `on ${step.on}: \`swanctl ${step.args.join(' ')}\``;
    case 'until':
      return `until ${step.on} says "${step.says}"`;
    case 'wait':
      return `${step.seconds} s pass`;
    case 'quiet':
      return `until nobody has said anything for ${step.seconds} s`;
    case 'drop':
      return `the router drops \`${step.match}\``;
    case 'heal':
      return 'the router drops nothing any more';
    case 'sh':
      return `on ${step.on}: \`${step.script.trim()}\``;
    case 'chatter':
      return `on ${step.on}: other programs write ${step.lines.length} lines into the syslog during the next ${step.seconds} s`;
    case 'reload':
      return `on ${step.on}: the configuration is loaded anew, with ${step.with}`;
    case 'start':
      return `on ${step.on}: charon is started`;
    case 'signal':
      return `on ${step.on}: charon gets SIG${step.name}`;
  }
}

function configuration(name: HostName, side: Side): string {
  const files = [
    side.certificate && `own certificate \`${side.certificate}\``,
    side.keyless && 'without its key',
    side.trusts && `trusts ${side.trusts.join(', ')}`,
    side.holds && `also has ${side.holds.join(', ')}`,
    side.crlOf && `revocation list of ${side.crlOf}`,
  ];
  const kept = files.filter((text) => text);
  const plugins = [
    side.plugins?.without && `without ${side.plugins.without.join(', ')}`,
    side.plugins?.with && `with ${side.plugins.with.join(', ')}`,
  ].filter((text) => text);
  const charon = side.charon
    ? `\nstrongswan.conf:\n\n\`\`\`\n${render({ [shapes[side.log].daemon]: side.charon })}\`\`\`\n`
    : '';
  return `## ${name}

Log: ${shapes[side.log].says}${side.levels ? `; levels ${render(side.levels).trim().replaceAll('\n', ', ')}` : ''}.${kept.length ? ` Certificates: ${kept.join(', ')}.` : ''}${plugins.length ? ` Plugins: ${plugins.join(', ')}.` : ''}
${charon}
swanctl.conf:

\`\`\`
${render(side.swanctl).trim()}
\`\`\`
`;
}

function frontMatter({ scenario, version }: Run): string {
  const { cause } = scenario;
  const lines = [`version: ${version}`, `cause: ${typeof cause === 'string' ? cause : causes(cause)}`];
  for (const name of cause === 'none' ? [] : sides(scenario)) lines.push(`${name}:${found(scenario, name)}`);
  const shapesOf = sides(scenario).map((name) => `${name}: ${scenario[name].log}`);
  return [...lines, `logs: { ${shapesOf.join(', ')} }`].join('\n');
}

export function about(run: Run): string {
  const { scenario } = run;
  const { network = {} } = scenario;
  const way = [
    'moon is 192.0.2.1 with the network 198.51.100.0/26, sun is 203.0.113.1 with 198.51.100.64/26.',
    network.nat && 'The router hides moon behind 203.0.113.254.',
    network.furtherOutside && `moon also has ${network.furtherOutside.join(', ')}.`,
    network.mtu && `moon's interface has an MTU of ${network.mtu}.`,
    network.drops && `The router drops ${network.drops.map((match) => `\`${match}\``).join(' and ')} from the start.`,
  ].filter((text) => text);
  return `---
${frontMatter(run)}
---

# ${scenario.title}

${scenario.story.trim()}

${way.join(' ')}

Steps: ${scenario.steps.map(step).join('; ')}.

## What each side can know

${sides(scenario)
  .map((name) => `- **${name}**: ${scenario.knows[name].trim()}`)
  .join('\n')}

${sides(scenario)
  .map((name) => configuration(name, scenario[name]))
  .join('\n')}`;
}

export async function keep(run: Run, directory: string): Promise<void> {
  const place = join(directory, run.name);
  await mkdir(place, { recursive: true });
  await writeFile(join(place, 'about.md'), about(run));
  for (const name of sides(run.scenario)) await writeFile(join(place, `${name}.log`), neutral(run.logs[name]));
}

/** The same lines with the IKE_SA of each, beside the kept logs: what attribution is measured against. */
export async function keepTruth(run: Run, directory: string): Promise<void> {
  for (const name of sides(run.scenario)) {
    await writeFile(join(directory, run.name, `${name}.truth.log`), neutral(run.truth[name]));
  }
}
