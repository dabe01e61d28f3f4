// The lab: test certificates, made anew for each run of the lab. They are made inside a machine of their own, and gone with it.
import { createMachine, type Machine } from './namespaces.ts';
import type { Side } from './scenario.ts';

interface Recipe {
  readonly subject: string;
  readonly issuer?: 'ca' | 'otherCa';
  readonly san?: string;
  /** Instead of two years from now: dd.mm.yyyy. */
  readonly notBefore?: string;
  readonly notAfter?: string;
}

/** Issuers stand before what they issue. */
const recipes = {
  ca: { subject: 'C=CH, O=Example, CN=Example Root CA' },
  otherCa: { subject: 'C=CH, O=Example, CN=Other Root CA' },
  moon: { subject: 'C=CH, O=Example, CN=moon.example.org', issuer: 'ca', san: 'moon.example.org' },
  sun: { subject: 'C=CH, O=Example, CN=sun.example.org', issuer: 'ca', san: 'sun.example.org' },
  moonOfOtherCa: { subject: 'C=CH, O=Example, CN=moon.example.org', issuer: 'otherCa', san: 'moon.example.org' },
  sunExpired: {
    subject: 'C=CH, O=Example, CN=sun.example.org',
    issuer: 'ca',
    san: 'sun.example.org',
    notBefore: '01.01.2024',
    notAfter: '31.12.2024',
  },
} as const satisfies Record<string, Recipe>;

export type CertificateName = keyof typeof recipes;

export interface Certificates {
  /** Puts a side's own certificate, its key and the certificates that it trusts where swanctl loads them from. */
  install(machine: Machine, side: Side): Promise<void>;
  close(): Promise<void>;
}

/** RSA, so that IKE_AUTH messages are as large as they are in the field. */
async function issue(office: Machine, name: CertificateName): Promise<void> {
  const { subject, issuer, san, notBefore, notAfter }: Recipe = recipes[name];
  const dates = notBefore ? `--dateform %d.%m.%Y --not-before ${notBefore} --not-after ${notAfter}` : '--lifetime 730';
  const how = issuer
    ? `--issue --cacert ${issuer}.cert --cakey ${issuer}.key --san ${san} ${dates}`
    : '--self --ca --lifetime 3650';
  await office.sh(`
    cd /run/lab
    pki --gen --type rsa --size 2048 --outform pem >${name}.key
    pki ${how} --in ${name}.key --type rsa --dn '${subject}' --outform pem >${name}.cert`);
}

export async function createCertificates(wanted: ReadonlySet<CertificateName>): Promise<Certificates> {
  const office = await createMachine('office');
  const issuers = new Set<string | undefined>([...wanted].map((name) => (recipes[name] as Recipe).issuer));
  try {
    for (const name of Object.keys(recipes) as CertificateName[]) {
      if (wanted.has(name) || issuers.has(name)) await issue(office, name);
    }
  } catch (error) {
    await office.close();
    throw error;
  }
  return {
    async install(machine, { certificate, trusts = [] }) {
      await machine.sh('cd /etc/swanctl; mkdir -p x509 x509ca private');
      const copy = async (from: string, to: string) =>
        machine.write(`/etc/swanctl/${to}.pem`, await office.read(`/run/lab/${from}`));
      if (certificate) await copy(`${certificate}.cert`, `x509/${machine.name}`);
      if (certificate) await copy(`${certificate}.key`, `private/${machine.name}`);
      for (const name of trusts) await copy(`${name}.cert`, `x509ca/${name}`);
    },
    close: office.close,
  };
}
