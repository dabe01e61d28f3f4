// A machine with a running systemd, in namespaces of its own: its root lies over the real one, and nothing it writes outlives it.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratch } from './programs.ts';

/** Units that need hardware or the kernel's own settings, which a namespace has not. */
const MASKED = [
  'dev-hugepages.mount',
  'dev-mqueue.mount',
  'sys-kernel-debug.mount',
  'sys-kernel-tracing.mount',
  'systemd-modules-load.service',
  'systemd-remount-fs.service',
  'systemd-sysctl.service',
  'systemd-udev-trigger.service',
  'systemd-udevd.service',
];

/** `$1`: a control group to be made for the machine, `$2` and on: what to run in it. It is the root of what the machine sees. */
const ENCLOSE = 'mkdir "$1" && echo $$ >"$1/cgroup.procs" && shift && exec "$@"';

/** Where control groups of version 2 are mounted, and in which of them this process is; null where there are none. */
function controlGroup(): string | null {
  const mounted = /^\S+ (\S+) cgroup2 /m.exec(readFileSync('/proc/mounts', 'utf8'))?.[1];
  const own = /^0::(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1];
  return mounted === undefined || own === undefined ? null : join(mounted, own);
}

/** Removes a control group in which nothing runs, and those in it. */
function removeGroup(path: string): void {
  for (const entry of readdirSync(path, { withFileTypes: true }))
    if (entry.isDirectory()) removeGroup(join(path, entry.name));
  rmdirSync(path);
}

/** `$1`: an empty directory. Becomes the process 1 of the machine. */
const SCRIPT = `set -e
mount --make-rprivate /
mount -t tmpfs tmpfs "$1"
mkdir "$1/upper" "$1/work" "$1/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root"
cd "$1/root"
mount -t proc proc proc
mount --rbind /sys sys
while umount -l sys/fs/cgroup 2>/dev/null; do :; done
mount -t cgroup2 cgroup2 sys/fs/cgroup
for directory in run tmp dev; do mount -t tmpfs tmpfs "$directory"; done
for name in null zero full random urandom tty; do touch "dev/$name"; mount --bind "/dev/$name" "dev/$name"; done
for name in console kmsg; do touch "dev/$name"; mount --bind /dev/null "dev/$name"; done
mkdir dev/pts dev/shm dev/mqueue
mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
rm -rf etc/systemd/system/*.wants var/log/journal
printf '[Unit]\\nRequires=basic.target dbus.service systemd-journald.service\\nAfter=basic.target\\nAllowIsolate=yes\\n' >etc/systemd/system/machine.target
for unit in ${MASKED.join(' ')}; do ln -sf /dev/null "etc/systemd/system/$unit"; done
mkdir old
pivot_root . old
umount -l old
exec env -i container=ike-trace PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --system --unit=machine.target >/dev/null 2>&1
`;

export interface Machine {
  /** Runs a program in it, to its end. */
  run(program: string, ...args: readonly string[]): { readonly status: number | null; readonly said: string };
  /** A path of it as the outside sees it. */
  path(inside: string): string;
  /** Everything in it ends. */
  end(): Promise<void>;
}

/** Whose parent is that process. */
function childOf(pid: number): number | null {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return children === '' ? null : Number(children.split(' ')[0]);
}

/** Resolves to the machine when its systemd says that it runs, or to the reason why there is none. */
export async function boot(): Promise<Machine | string> {
  if (process.getuid?.() !== 0) return 'a machine of its own needs root';
  const groups = controlGroup();
  if (groups === null) return 'there are no control groups of version 2';
  const group = join(groups, `ike-trace-deploy-${process.pid}`);
  const directory = scratch();
  const script = join(directory, 'boot.sh');
  const root = join(directory, 'machine');
  writeFileSync(script, `mkdir "${root}"\n${SCRIPT}`);
  const namespaces = ['--pid', '--mount', '--uts', '--ipc', '--net', '--cgroup'];
  const unshare = ['unshare', '--fork', '--kill-child=KILL', ...namespaces, 'sh', script, root];
  const outer: ChildProcess = spawn('sh', ['-c', ENCLOSE, 'sh', group, ...unshare], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  outer.on('error', (error) => {
    said += error.message;
  });
  outer.stderr!.on('data', (bytes) => {
    said += String(bytes);
  });
  const ended = new Promise<void>((resolve) => outer.once('close', () => resolve()));
  const end = async () => {
    outer.kill('SIGKILL');
    await ended;
    // The last processes of the machine end a moment after its first.
    for (let tries = 0; existsSync(group); tries++) {
      try {
        removeGroup(group);
      } catch (thrown) {
        if (tries === 50) throw thrown;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  };
  for (let tries = 0; tries < 150 && outer.exitCode === null && outer.pid !== undefined; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    const pid = childOf(outer.pid);
    if (pid === null) continue;
    const run: Machine['run'] = (program, ...args) => {
      const enter = ['-t', String(pid), '-m', '-p', '-u', '-i', '-n', '-C', program, ...args];
      const { status, stdout, stderr } = spawnSync('nsenter', enter, { encoding: 'utf8', timeout: 60_000 });
      return { status, said: `${stdout}${stderr}` };
    };
    const state = run('systemctl', 'is-system-running').said.trim();
    if (state === 'running' || state === 'degraded')
      return { run, path: (inside) => join(`/proc/${pid}/root`, inside), end };
  }
  await end();
  return `systemd does not start here: ${said.trim().split('\n').at(-1) || 'it never said that it runs'}`;
}
