// The lab: test certificates, made anew for each run of the lab. They are made inside a machine of their own, and gone with it.
import { debian, type Installation } from './installation.ts';
import { createMachine, type Machine } from './namespaces.ts';
import type { Side } from './scenario.ts';

interface Recipe {
  readonly subject: string;
  readonly issuer?: 'ca' | 'otherCa' | 'sub';
  readonly san?: string;
  /** May issue others. */
  readonly authority?: true;
  /** Instead of two years from now: dd.mm.yyyy. */
  readonly notBefore?: string;
  readonly notAfter?: string;
  /** Where its issuer's revocation list is said to be. */
  readonly crl?: string;
  /** Stands on its issuer's revocation list. */
  readonly revoked?: true;
}

const moon = { subject: 'C=CH, O=Example, CN=moon.example.org', issuer: 'ca', san: 'moon.example.org' } as const;
const sun = { subject: 'C=CH, O=Example, CN=sun.example.org', issuer: 'ca', san: 'sun.example.org' } as const;

/** Issuers stand before what they issue. */
const recipes = {
  ca: { subject: 'C=CH, O=Example, CN=Example Root CA' },
  otherCa: { subject: 'C=CH, O=Example, CN=Other Root CA' },
  sub: { subject: 'C=CH, O=Example, CN=Example Issuing CA', issuer: 'ca', authority: true },
  moon,
  sun,
  moonOfOtherCa: { ...moon, issuer: 'otherCa' },
  sunOfOtherCa: { ...sun, issuer: 'otherCa' },
  sunOfSub: { ...sun, issuer: 'sub' },
  /** The same names as moon's, another key. */
  moonOfOldKey: moon,
  sunElsewhere: { subject: 'C=CH, O=Example, CN=www.example.org', issuer: 'ca', san: 'www.example.org' },
  sunExpired: { ...sun, notBefore: '01.01.2024', notAfter: '31.12.2024' },
  moonExpired: { ...moon, notBefore: '01.01.2024', notAfter: '31.12.2024' },
  sunNotYetValid: { ...sun, notBefore: '01.01.2034', notAfter: '31.12.2034' },
  sunRevoked: { ...sun, revoked: true },
  /** An address of sun's network, where nothing listens. */
  sunWithCrl: { ...sun, crl: 'http://203.0.113.1:8099/ca.crl' },
} as const satisfies Record<string, Recipe>;

export type CertificateName = keyof typeof recipes;

export interface Certificates {
  /** Puts a side's own certificate, its key and the certificates that it trusts where swanctl loads them from. */
  install(machine: Machine, side: Side): Promise<void>;
  close(): Promise<void>;
}

/** RSA, so that IKE_AUTH messages are as large as they are in the field. */
async function issue(office: Machine, { pki }: Installation, name: CertificateName): Promise<void> {
  const { subject, issuer, san, notBefore, notAfter, authority, crl }: Recipe = recipes[name];
  const dates = notBefore ? `--dateform %d.%m.%Y --not-before ${notBefore} --not-after ${notAfter}` : '--lifetime 730';
  const extensions = `${san ? `--san ${san}` : ''} ${authority ? '--ca' : ''} ${crl ? `--crl ${crl}` : ''}`;
  const how = issuer
    ? `--issue --cacert ${issuer}.cert --cakey ${issuer}.key ${extensions} ${dates}`
    : '--self --ca --lifetime 3650';
  await office.sh(`
    cd /run/lab
    '${pki}' --gen --type rsa --size 2048 --outform pem >${name}.key
    '${pki}' ${how} --in ${name}.key --type rsa --dn '${subject}' --outform pem >${name}.cert`);
}

async function revoke(
  office: Machine,
  { pki }: Installation,
  issuer: CertificateName,
  made: ReadonlySet<CertificateName>,
): Promise<void> {
  const revoked = [...made].filter((name) => (recipes[name] as Recipe).revoked && recipeIssuer(name) === issuer);
  const list = revoked.map((name) => `--reason key-compromise --cert ${name}.cert`).join(' ');
  await office.sh(`cd /run/lab
    '${pki}' --signcrl --cacert ${issuer}.cert --cakey ${issuer}.key ${list} --outform pem >${issuer}.crl`);
}

const recipeIssuer = (name: CertificateName): CertificateName | undefined => (recipes[name] as Recipe).issuer;

/** Those that a side names, and whoever issued them. */
export function certificatesOf(sides: readonly Side[]): ReadonlySet<CertificateName> {
  const wanted = new Set<CertificateName>();
  for (const { certificate, trusts = [], holds = [], crlOf } of sides) {
    for (const name of [certificate, crlOf, ...trusts, ...holds]) {
      for (let one = name; one !== undefined; one = recipeIssuer(one)) wanted.add(one);
    }
  }
  return wanted;
}

export async function createCertificates(
  sides: readonly Side[],
  installation: Installation = debian,
): Promise<Certificates> {
  const office = await createMachine('office');
  const wanted = certificatesOf(sides);
  const lists = new Set(sides.map(({ crlOf }) => crlOf));
  try {
    const names = (Object.keys(recipes) as CertificateName[]).filter((name) => wanted.has(name));
    for (const name of names) await issue(office, installation, name);
    for (const issuer of lists) if (issuer) await revoke(office, installation, issuer, wanted);
  } catch (error) {
    await office.close();
    throw error;
  }
  return {
    async install(machine, { certificate, trusts = [], holds = [], keyless = false, crlOf }) {
      await machine.sh('cd /etc/swanctl; mkdir -p x509 x509ca x509crl private');
      const copy = async (from: string, to: string) =>
        machine.write(`/etc/swanctl/${to}.pem`, await office.read(`/run/lab/${from}`));
      if (certificate) await copy(`${certificate}.cert`, `x509/${machine.name}`);
      if (certificate && !keyless) await copy(`${certificate}.key`, `private/${machine.name}`);
      if (crlOf) await copy(`${crlOf}.crl`, `x509crl/${crlOf}`);
      for (const name of trusts) await copy(`${name}.cert`, `x509ca/${name}`);
      for (const name of holds) await copy(`${name}.cert`, `x509/${name}`);
    },
    close: office.close,
  };
}
