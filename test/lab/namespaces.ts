// The lab: one simulated machine. A name goes in; a handle on a set of namespaces (network, mounts, host name, processes) comes out.
//
// Nothing has to be cleaned up by hand: process 1 inside is a `cat` that reads a pipe held by us. When the lab ends, in whatever
// way, the pipe closes, `cat` ends, and the kernel removes every process, mount, interface and rule of the namespaces with it.
import { type ChildProcess, spawn } from 'node:child_process';
import { access, readFile, writeFile } from 'node:fs/promises';
import { attempt, type Outcome, pause } from './command.ts';

export interface Machine {
  readonly name: string;
  /** What `ip link ... netns PID` takes to mean this machine. */
  readonly pid: number;
  /** Where the files of this machine are seen from outside. */
  readonly root: string;
  attempt(program: string, args: readonly string[], input?: string): Promise<Outcome>;
  sh(script: string): Promise<string>;
  /** A program that keeps running; it ends with the machine at the latest. */
  spawn(script: string): ChildProcess;
  read(path: string): Promise<string>;
  write(path: string, text: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * /run is empty, /etc a private copy, /dev has what charon and journald open, and the ids that journald would take from the real
 * machine are fixed ones.
 */
const furnish = (name: string): string => `
set -e
hostname ${name}
id=$(printf '%s' "${name}" | md5sum | cut -c 1-32)
mount -t tmpfs tmpfs /run
mkdir -p /run/lab /run/lock /run/devices/net
cp -a /etc /run/lab/etc
rm -rf /run/lab/etc/swanctl
mkdir -p /run/lab/etc/swanctl
echo "$id" >/run/lab/etc/machine-id
printf '127.0.0.1 localhost ${name}\\n' >/run/lab/etc/hosts
mount --bind /run/lab/etc /etc
echo "$id" | sed 's/\\(.\\{8\\}\\)\\(....\\)\\(....\\)\\(....\\)/\\1-\\2-\\3-\\4-/' >/run/lab/boot_id
mount --bind /run/lab/boot_id /proc/sys/kernel/random/boot_id
for device in null zero full random urandom net/tun; do
  touch /run/devices/$device
  mount --bind /dev/$device /run/devices/$device
done
ln -s /run/systemd/journal/dev-log /run/devices/log
mount --rbind /run/devices /dev
echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6
echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6
ip link set lo up
touch /run/lab/ready
exec cat
`;

export async function createMachine(name: string): Promise<Machine> {
  const flags = ['--net', '--mount', '--uts', '--pid', '--fork', '--kill-child', '--mount-proc'];
  const holder = spawn('unshare', [...flags, 'sh', '-c', furnish(name)], { stdio: ['pipe', 'ignore', 'pipe'] });
  let complaint = '';
  holder.stderr.on('data', (bytes: Buffer) => {
    complaint += bytes.toString();
  });
  const ended = new Promise<void>((resolve) => holder.once('close', () => resolve()));
  const pid = holder.pid ?? 0;
  const root = `/proc/${pid}/root`;
  const enter = ['--target', `${pid}`, '--net', '--mount', '--uts', `--pid=/proc/${pid}/ns/pid_for_children`, '--'];

  for (let tries = 0; ; tries++) {
    const isReady = await access(`${root}/run/lab/ready`).then(
      () => true,
      () => false,
    );
    if (isReady) break;
    if (tries > 200 || holder.exitCode !== null) {
      holder.stdin.end();
      throw new Error(`${name} did not come up: ${complaint.trim()}`);
    }
    await pause(0.05);
  }
  const inside = (program: string, args: readonly string[], input = '') =>
    attempt('nsenter', [...enter, program, ...args], input);

  return {
    name,
    pid,
    root,
    attempt: inside,
    async sh(script) {
      const { status, stdout, stderr } = await inside('sh', ['-ec', script]);
      if (status !== 0) throw new Error(`on ${name}: ${script}\n${stderr.trim() || stdout.trim()}`);
      return stdout;
    },
    spawn: (script) => spawn('nsenter', [...enter, 'sh', '-c', script], { stdio: 'ignore' }),
    read: (path) => readFile(`${root}${path}`, 'utf8').catch(() => ''),
    write: (path, text) => writeFile(`${root}${path}`, text),
    async close() {
      holder.stdin.end();
      await ended;
    },
  };
}
